# What a WAR for Jakarta EE 10 needs behind Gangway's connectors. A connector's module brings it along.

[description]
Gives WARs for Jakarta EE 10 the URL prefix that is found per request.
Without the module "ee10-deploy" it has no effect.

[tags]
gangway

[environment]
ee10

[after]
ee10-deploy
ee10-webapp

[lib]
lib/gangway/ee10/connector-jetty-ee10.jar
