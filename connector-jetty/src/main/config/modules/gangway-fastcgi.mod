# Gangway's FastCGI connector.

[description]
Enables a connector for web servers that speak FastCGI: Apache, nginx, lighttpd, HAProxy.
By default it listens on the Unix socket $JETTY_BASE/run/fastcgi.sock.

[tags]
connector
fastcgi
gangway

[depend]
gangway

[files]
run/

[xml]
etc/gangway-fastcgi.xml

[ini-template]
#### FastCGI connector

### Where to listen: a Unix socket, or TCP if a port is set. Who can connect is believed whatever it says of the
### client and the user, so let only the web server connect.

## The Unix socket, absolute or relative to $JETTY_BASE. Its directory must exist, and the web server must be able
## to enter it.
# gangway.fastcgi.socket=run/fastcgi.sock

## The permissions of the Unix socket: who may write to it may connect.
# gangway.fastcgi.socketMode=0660

## The owner of the Unix socket, a name or a number; needs root. By default the user of this process.
# gangway.fastcgi.socketOwner=

## The group of the Unix socket: that of the web server, of which this process must be a member. By default the
## group of this process.
# gangway.fastcgi.socketGroup=www-data

## The users and @groups whose processes may connect to the Unix socket. By default all whom the permissions allow.
# gangway.fastcgi.allowedPeers=www-data,@nginx

## Take the place of a running server at the same Unix socket, without a gap.
# gangway.fastcgi.takeOver=false

## The TCP port, instead of the Unix socket; 0 takes a free one.
# gangway.fastcgi.port=9000

## The TCP address. One that others can reach needs allowedClients.
# gangway.fastcgi.host=127.0.0.1

## The TCP peers that may connect: addresses and networks, not names. By default all, which only a loopback address
## permits.
# gangway.fastcgi.allowedClients=10.0.0.5,10.1.0.0/16

## Let every TCP peer connect, at any address, for example because a firewall does the work.
# gangway.fastcgi.insecureAnyClient=false

## Listen on the socket that the process inherited as file descriptor 0, instead. One of TCP that others can reach
## needs allowedClients (or FCGI_WEB_SERVER_ADDRS in the environment), too.
# gangway.fastcgi.inheritChannel=false

## How many connections may wait to be accepted; the system may allow fewer. Over TCP 0, the system's choice.
# gangway.fastcgi.acceptQueueSize=511

## The number of threads that accept connections.
# gangway.fastcgi.acceptors=1

## The number of threads that wait for input; -1 picks it from the number of cores.
# gangway.fastcgi.selectors=-1

## The name of the connector. A context with the virtual host @NAME serves this connector only.
# gangway.fastcgi.name=

### The URL prefix, when it isn't the context path of the WAR

## Where it is found: auto (the web server's variables compared with the client's path), server (its SCRIPT_NAME),
## none, or a path such as /shop.
# gangway.fastcgi.scriptName=auto

### Files of the application

## Have the web server send them: none, x-sendfile (lighttpd, Apache with mod_xsendfile), x-accel-redirect:/prefix/
## (nginx, with an internal location of that prefix), or lighttpd (its old header X-LIGHTTPD-send-file).
# gangway.fastcgi.sendfile=none

### What of the web server's word is believed

## The web server's user (REMOTE_USER): ignore, trust, or authorize (trust, with the roles of Jetty's
## LoginService). The stock configurations of nginx and HAProxy fill REMOTE_USER from an unchecked header.
# gangway.fastcgi.remoteUser=ignore

## The variable in which the web server names the user's roles. By default none.
# gangway.fastcgi.rolesVariable=SHOP_ROLES

## What stands between two roles.
# gangway.fastcgi.rolesSeparator=;

## The names of the variables that become request attributes, a regular expression. By default none.
# gangway.fastcgi.attributes=SSL_.*|GEOIP_.*

## Prefixes that are cut off the names of these attributes.
# gangway.fastcgi.attributePrefixes=AJP_,REDIRECT_

## The charset of their values.
# gangway.fastcgi.attributeCharset=UTF-8

## Header fields that a request may have once only, separated by commas; Host, Authorization, Content-Type and
## Content-Length always are.
# gangway.fastcgi.singleValuedHeaders=

## Pass on the header field Proxy, which some programs take for the proxy to use.
# gangway.fastcgi.keepProxyHeader=false

### Times, in milliseconds

## Give up a request in which nothing happened for so long; 0 for no limit.
# gangway.fastcgi.idleTimeout=300000

## Close a connection that rested for so long between two requests, longer than the web server keeps its side; 0 for no
## limit.
# gangway.fastcgi.keepAliveTimeout=3600000

## How long the head of a request may take, from its first byte to its last.
# gangway.fastcgi.headTimeout=15000

## How long unread input is waited for before a connection is closed.
# gangway.fastcgi.lingerTimeout=2000

### Limits. A request beyond gets a 4xx or 503, or the connection is closed; the log says which limit it was.

## The most connections at a time.
# gangway.fastcgi.maxConnections=16384

## The most requests at a time on one connection that the web server multiplexes.
# gangway.fastcgi.maxRequestsPerConnection=64

## The most bytes of answers to management records, and to requests that aren't begun, that wait for the web server to
## read; at least 1024.
# gangway.fastcgi.maxAnswerBytes=65536

## The most bytes of bodies that wait for the application to read, on one connection.
# gangway.fastcgi.maxBufferedBytes=1048576

## The most bytes of bodies that wait for the application to read, on all connections.
# gangway.fastcgi.maxBufferedBytesOfConnector=67108864

## The most bytes of all variables of a request, header fields and AJP's attributes included; at least 1024.
# gangway.fastcgi.maxVariablesBytes=262144

## The most variables of a request, header fields and AJP's attributes included; at least 16.
# gangway.fastcgi.maxVariables=512

## The most bytes of the value of one variable; at least 256.
# gangway.fastcgi.maxValueBytes=65536

## The most bytes of all header fields; at least 256.
# gangway.fastcgi.maxHeaderBytes=65536

## The most header fields.
# gangway.fastcgi.maxHeaders=200

## The most bytes of path and query; at least 64.
# gangway.fastcgi.maxTargetBytes=16384

## The most bytes of a response head, of which nginx takes 4096 (fastcgi_buffer_size, scgi_buffer_size) and Apache 8192
## unless told otherwise; 512 to 65000.
# gangway.fastcgi.maxResponseHeadBytes=32768

## The most bytes of an unread request body that are read and dropped before the connection is used again or closed.
# gangway.fastcgi.maxDrainBytes=16777216

### Protocol

## Serve several requests at a time on one connection.
# gangway.fastcgi.multiplexing=true

## Pad records to a multiple of 8 bytes. Set it to false for Jetty's own FastCGI client and proxy.
# gangway.fastcgi.padding=true

## Tell the web server's error log why a request failed. Not behind HAProxy 2.6, which crashes.
# gangway.fastcgi.stderr=false

## Close the connection when a response fails half-way, so that the web server knows. With inheritChannel the
## default is false: mod_fcgid kills a process that closes a connection early.
# gangway.fastcgi.closeOnFailedResponse=true

## What becomes of a request that asks for a WebSocket: auto or off.
## It becomes one behind lighttpd since 1.4.74; elsewhere, and if off, it is answered with 501.
# gangway.fastcgi.websocket=auto

## The size in bytes of the buffer for input, at least 1024.
# gangway.fastcgi.inputBufferSize=32768

## Have input buffers outside the heap.
# gangway.fastcgi.useInputDirectByteBuffers=true

## Have output buffers outside the heap.
# gangway.fastcgi.useOutputDirectByteBuffers=true

### HTTP. All else is as jetty.httpConfig.* says.

## The port of the web server to which Jetty redirects requests that a WAR allows over https only; 0 refuses them.
# gangway.fastcgi.securePort=443

## Which ambiguous URIs are allowed, by default as jetty.httpConfig.uriCompliance says.
## DEFAULT,AMBIGUOUS_PATH_SEPARATOR allows %2F.
# gangway.fastcgi.uriCompliance=DEFAULT

## Send the header field Server, which the web server does itself.
# gangway.fastcgi.sendServerVersion=false

## Send the header field Date, which the web server does itself.
# gangway.fastcgi.sendDateHeader=false
