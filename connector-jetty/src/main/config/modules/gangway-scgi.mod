# Gangway's SCGI connector.

[description]
Enables a connector for web servers that speak SCGI: Apache, nginx, lighttpd.
By default it listens on the Unix socket $JETTY_BASE/run/scgi.sock.

[tags]
connector
scgi
gangway

[depend]
gangway

[files]
run/

[xml]
etc/gangway-scgi.xml

[ini-template]
#### SCGI connector

### Where to listen: a Unix socket, or TCP if a port is set. Who can connect is believed whatever it says of the
### client and the user, so let only the web server connect.

## The Unix socket, absolute or relative to $JETTY_BASE. Its directory must exist, and the web server must be able
## to enter it.
# gangway.scgi.socket=run/scgi.sock

## The permissions of the Unix socket: who may write to it may connect.
# gangway.scgi.socketMode=0660

## The owner of the Unix socket, a name or a number; needs root. By default the user of this process.
# gangway.scgi.socketOwner=

## The group of the Unix socket: that of the web server, of which this process must be a member. By default the
## group of this process.
# gangway.scgi.socketGroup=www-data

## The users and @groups whose processes may connect to the Unix socket. By default all whom the permissions allow.
# gangway.scgi.allowedPeers=www-data,@nginx

## Take the place of a running server at the same Unix socket, without a gap.
# gangway.scgi.takeOver=false

## The TCP port, instead of the Unix socket; 0 takes a free one.
# gangway.scgi.port=4000

## The TCP address. One that others can reach needs allowedClients.
# gangway.scgi.host=127.0.0.1

## The TCP peers that may connect: addresses and networks, not names. By default all, which only a loopback address
## permits.
# gangway.scgi.allowedClients=10.0.0.5,10.1.0.0/16

## Let every TCP peer connect, at any address, for example because a firewall does the work.
# gangway.scgi.insecureAnyClient=false

## Listen on the socket that the process inherited as file descriptor 0, instead. One of TCP that others can reach
## needs allowedClients (or FCGI_WEB_SERVER_ADDRS in the environment), too.
# gangway.scgi.inheritChannel=false

## How many connections may wait to be accepted; the system may allow fewer. Over TCP 0, the system's choice.
# gangway.scgi.acceptQueueSize=511

## The number of threads that accept connections.
# gangway.scgi.acceptors=1

## The number of threads that wait for input; -1 picks it from the number of cores.
# gangway.scgi.selectors=-1

## The name of the connector. A context with the virtual host @NAME serves this connector only.
# gangway.scgi.name=

### The URL prefix, when it isn't the context path of the WAR

## Where it is found: auto (the web server's variables compared with the client's path), server (its SCRIPT_NAME),
## none, or a path such as /shop.
# gangway.scgi.scriptName=auto

### Files of the application

## Have the web server send them: none, x-sendfile (lighttpd, Apache with mod_xsendfile), x-accel-redirect:/prefix/
## (nginx, with an internal location of that prefix), or lighttpd (its old header X-LIGHTTPD-send-file).
# gangway.scgi.sendfile=none

### What of the web server's word is believed

## The web server's user (REMOTE_USER): ignore, trust, or authorize (trust, with the roles of Jetty's
## LoginService). The variable $remote_user of nginx is an unchecked header where nginx asks for no login.
# gangway.scgi.remoteUser=ignore

## The variable in which the web server names the user's roles. By default none.
# gangway.scgi.rolesVariable=SHOP_ROLES

## What stands between two roles.
# gangway.scgi.rolesSeparator=;

## The names of the variables that become request attributes, a regular expression. By default none.
# gangway.scgi.attributes=SSL_.*|GEOIP_.*

## Prefixes that are cut off the names of these attributes.
# gangway.scgi.attributePrefixes=AJP_,REDIRECT_

## The charset of their values.
# gangway.scgi.attributeCharset=UTF-8

## Header fields that a request may have once only, separated by commas; Host, Authorization, Content-Type and
## Content-Length always are.
# gangway.scgi.singleValuedHeaders=

## Pass on the header field Proxy, which some programs take for the proxy to use.
# gangway.scgi.keepProxyHeader=false

### Times, in milliseconds

## Give up a request in which nothing happened for so long; 0 for no limit.
# gangway.scgi.idleTimeout=300000

## How long the head of a request may take, from its first byte to its last.
# gangway.scgi.headTimeout=15000

## How long unread input is waited for before a connection is closed.
# gangway.scgi.lingerTimeout=2000

### Limits. A request beyond gets a 4xx or 503, or the connection is closed; the log says which limit it was.

## The most connections at a time.
# gangway.scgi.maxConnections=16384

## The most bytes of all variables of a request, header fields and AJP's attributes included; at least 1024.
# gangway.scgi.maxVariablesBytes=262144

## The most variables of a request, header fields and AJP's attributes included; at least 16.
# gangway.scgi.maxVariables=512

## The most bytes of the value of one variable; at least 256.
# gangway.scgi.maxValueBytes=65536

## The most bytes of all header fields; at least 256.
# gangway.scgi.maxHeaderBytes=65536

## The most header fields.
# gangway.scgi.maxHeaders=200

## The most bytes of path and query; at least 64.
# gangway.scgi.maxTargetBytes=16384

## The most bytes of a response head, of which nginx takes 4096 (fastcgi_buffer_size, scgi_buffer_size) and Apache 8192
## unless told otherwise; 512 to 65000.
# gangway.scgi.maxResponseHeadBytes=32768

## The most bytes of an unread request body that are read and dropped before the connection is used again or closed.
# gangway.scgi.maxDrainBytes=16777216

### Protocol

## How exactly requests must follow the specification: strict (not behind nginx, which repeats header fields), default
## (takes what web servers in use send), or lenient (CONTENT_LENGTH may be anywhere; it, SCGI and REQUEST_METHOD may
## come twice if they say the same).
# gangway.scgi.compliance=default

## Break the connection off when a response fails half-way, so that the web server can know. If false, it ends as after
## a whole response.
# gangway.scgi.closeOnFailedResponse=true

## What becomes of a request that asks for a WebSocket: auto or off.
## It becomes one behind nginx, and lighttpd since 1.4.74; elsewhere, and if off, it is answered with 501.
# gangway.scgi.websocket=auto

## The size in bytes of the buffer for input, at least 1024.
# gangway.scgi.inputBufferSize=32768

## Have input buffers outside the heap.
# gangway.scgi.useInputDirectByteBuffers=true

## Have output buffers outside the heap.
# gangway.scgi.useOutputDirectByteBuffers=true

### HTTP. All else is as jetty.httpConfig.* says.

## The port of the web server to which Jetty redirects requests that a WAR allows over https only; 0 refuses them.
# gangway.scgi.securePort=443

## Which ambiguous URIs are allowed, by default as jetty.httpConfig.uriCompliance says.
## DEFAULT,AMBIGUOUS_PATH_SEPARATOR allows %2F.
# gangway.scgi.uriCompliance=DEFAULT

## Send the header field Server, which the web server does itself.
# gangway.scgi.sendServerVersion=false

## Send the header field Date, which the web server does itself.
# gangway.scgi.sendDateHeader=false
