# What a WAR for Jakarta EE 11 needs behind Gangway's connectors. A connector's module brings it along.

[description]
Gives WARs for Jakarta EE 11 the URL prefix that is found per request.
Without the module "ee11-deploy" it has no effect.

[tags]
gangway

[environment]
ee11

[after]
ee11-deploy
ee11-webapp

[lib]
lib/gangway/ee11/connector-jetty-ee11.jar
