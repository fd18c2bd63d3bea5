# What Gangway's connectors share. A connector's module brings it along.

[description]
Puts Gangway on the class path: connectors for web servers that speak FastCGI, SCGI or AJP13.

[tags]
gangway

[version]
12.1

[depend]
server
security
gangway-ee8
gangway-ee10
gangway-ee11

[after]
requestlog
requestlog-slf4j
rewrite-customizer
graceful
sessions

[lib]
lib/gangway/connector-core.jar
lib/gangway/connector-jetty.jar

[xml]
etc/gangway.xml

[ini-template]
#### Gangway

## How long in milliseconds running requests may take to finish when the server is stopped. The module "graceful" has
## the same property.
# jetty.server.stopTimeout=30000
