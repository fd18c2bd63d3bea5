# What a WAR for Java EE 8 (javax) needs behind Gangway's connectors. A connector's module brings it along.

[description]
Gives WARs for Java EE 8 (javax) the web server's user and the prefix that they force.
Without the module "ee8-deploy" it has no effect.

[tags]
gangway

[environment]
ee8

[after]
ee8-deploy
ee8-webapp

[lib]
lib/gangway/ee8/connector-jetty-ee8.jar
