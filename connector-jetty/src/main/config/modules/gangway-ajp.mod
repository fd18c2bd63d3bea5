# Gangway's AJP13 connector.

[description]
Enables a connector for web servers that speak AJP13: Apache (mod_proxy_ajp, mod_jk), lighttpd.
By default it listens at port 8009 of 127.0.0.1.

[tags]
connector
ajp
gangway

[depend]
gangway
sessions

[files]
run/

[xml]
etc/gangway-ajp.xml

[ini-template]
#### AJP13 connector

### Where to listen: at a TCP port, or on a Unix socket if one is set. Who can connect is believed whatever it says of
### the client and, with a secret, of the user, so let only the web server connect.

## The TCP port; 0 takes a free one.
# gangway.ajp.port=8009

## The TCP address. One that others can reach needs secretFile.
# gangway.ajp.host=127.0.0.1

## The TCP peers that may connect: addresses and networks, not names. By default all.
# gangway.ajp.allowedClients=10.0.0.5,10.1.0.0/16

## The file with the secret that the web server must send (mod_proxy_ajp: ProxyPass ... secret=, mod_jk:
## worker.NAME.secret), one line, absolute or relative to $JETTY_BASE. A request without it gets a 403. By default
## none is asked for. Only the user of this process should be able to read the file.
# gangway.ajp.secretFile=etc/ajp.secret

## The secret itself, instead of secretFile. Then it shows in lists of properties, such as that of --list-config.
# gangway.ajp.secret=

## The Unix socket, instead of the port (mod_jk can't use it), absolute or relative to $JETTY_BASE. Its directory must
## exist, and the web server must be able to enter it.
# gangway.ajp.socket=run/ajp.sock

## The permissions of the Unix socket: who may write to it may connect.
# gangway.ajp.socketMode=0660

## The owner of the Unix socket, a name or a number; needs root. By default the user of this process.
# gangway.ajp.socketOwner=

## The group of the Unix socket: that of the web server, of which this process must be a member. By default the
## group of this process.
# gangway.ajp.socketGroup=www-data

## The users and @groups whose processes may connect to the Unix socket. By default all whom the permissions allow.
# gangway.ajp.allowedPeers=www-data,@nginx

## Take the place of a running server at the same Unix socket, without a gap.
# gangway.ajp.takeOver=false

## Listen on the socket that the process inherited as file descriptor 0, instead. One of TCP that others can reach
## needs a secret, too.
# gangway.ajp.inheritChannel=false

## How many connections may wait to be accepted; the system may allow fewer. 0 is its choice. On a Unix socket 511.
# gangway.ajp.acceptQueueSize=0

## The number of threads that accept connections.
# gangway.ajp.acceptors=1

## The number of threads that wait for input; -1 picks it from the number of cores.
# gangway.ajp.selectors=-1

## The name of the connector. A context with the virtual host @NAME serves this connector only.
# gangway.ajp.name=

### The URL prefix, when it isn't the context path of the WAR

## Where it is found: auto (the web server's attribute FORCE_SCRIPT_NAME, which only some have), none, or a path such
## as /shop. A path that doesn't begin with the prefix gets it.
# gangway.ajp.scriptName=auto

### Files of the application

## Have the web server send them: none, x-sendfile (Apache with mod_xsendfile, lighttpd), or lighttpd (its old header
## X-LIGHTTPD-send-file).
# gangway.ajp.sendfile=none

### What of the web server's word is believed

## The web server's user: ignore, trust, or authorize (trust, with the roles of Jetty's LoginService). By default
## ignore, but trust where there is a secret.
# gangway.ajp.remoteUser=ignore

## The request attribute in which the web server names the user's roles. By default none.
# gangway.ajp.rolesVariable=entitlement

## What stands between two roles.
# gangway.ajp.rolesSeparator=;

## The names of the web server's request attributes that are let in beside a few known ones, a regular expression for
## the whole name. mod_proxy_ajp makes eppn of its variable AJP_eppn. By default none.
# gangway.ajp.allowedRequestAttributesPattern=eppn|GEOIP_.*

## What becomes of a request with another attribute: drop (the attribute is left out, and the log says so once) or
## refuse (the request gets a 403, as in Tomcat).
# gangway.ajp.otherAttributes=drop

## The charset of user names and of the values of attributes.
# gangway.ajp.attributeCharset=UTF-8

## Header fields that a request may have once only, separated by commas; Host, Authorization, Content-Type and
## Content-Length always are.
# gangway.ajp.singleValuedHeaders=

## Pass on the header field Proxy, which some programs take for the proxy to use.
# gangway.ajp.keepProxyHeader=false

### Times, in milliseconds

## Give up a request in which nothing happened for so long; 0 for no limit.
# gangway.ajp.idleTimeout=300000

## Close a connection that rested for so long between two requests, longer than the web server keeps its side; 0 for no
## limit.
# gangway.ajp.keepAliveTimeout=0

## How long the head of a request may take, from its first byte to its last.
# gangway.ajp.headTimeout=15000

## How long unread input is waited for before a connection is closed.
# gangway.ajp.lingerTimeout=2000

### Limits. A request beyond gets a 4xx or 503, or the connection is closed; the log says which limit it was.

## The most connections at a time.
# gangway.ajp.maxConnections=16384

## The most bytes of all variables of a request, header fields and AJP's attributes included; at least 1024.
# gangway.ajp.maxVariablesBytes=262144

## The most variables of a request, header fields and AJP's attributes included; at least 16.
# gangway.ajp.maxVariables=512

## The most bytes of the value of one variable; at least 256.
# gangway.ajp.maxValueBytes=65536

## The most bytes of all header fields; at least 256.
# gangway.ajp.maxHeaderBytes=65536

## The most header fields.
# gangway.ajp.maxHeaders=200

## The most bytes of path and query; at least 64.
# gangway.ajp.maxTargetBytes=16384

## The most bytes of an unread request body that are read and dropped before the connection is used again or closed.
# gangway.ajp.maxDrainBytes=16777216

### Protocol

## The greatest packet in bytes that is sent, 8192 to 65536, no more than the web server takes (mod_proxy_ajp:
## ProxyIOBufferSize, mod_jk: max_packet_size, both 8192 by default). The head of a response must fit in one.
# gangway.ajp.packetSize=8192

## How the packets of a request body are framed: standard, raw (as lighttpd does it), or auto (the first one tells).
# gangway.ajp.bodyPackets=auto

## Close the connection when a response fails half-way, so that the web server knows.
# gangway.ajp.closeOnFailedResponse=true

## What becomes of a request that asks for a WebSocket: auto or off.
## No web server passes one on over AJP; it is answered with 501.
# gangway.ajp.websocket=auto

## The size in bytes of the buffer for input, at least 1024.
# gangway.ajp.inputBufferSize=32768

## Have input buffers outside the heap.
# gangway.ajp.useInputDirectByteBuffers=true

## Have output buffers outside the heap.
# gangway.ajp.useOutputDirectByteBuffers=true

### Load balancers

## The name of this server, with which its session ids end: the same as the name of the worker in mod_jk, or route= of
## mod_proxy_balancer. It belongs to Jetty's module "sessions".
# jetty.sessionIdManager.workerName=node0

## Let a worker that mod_jk's load balancer has disabled or stopped (JK_LB_ACTIVATION) serve only the sessions that it
## has: a request of a session of its that has ended is sent back to the balancer with a redirect (307), once.
# gangway.ajp.draining=true

### HTTP. All else is as jetty.httpConfig.* says.

## The port of the web server to which Jetty redirects requests that a WAR allows over https only; 0 refuses them.
# gangway.ajp.securePort=443

## Which ambiguous URIs are allowed, by default as jetty.httpConfig.uriCompliance says.
## DEFAULT,AMBIGUOUS_PATH_SEPARATOR allows %2F.
# gangway.ajp.uriCompliance=DEFAULT

## Send the header field Server, which the web server does itself.
# gangway.ajp.sendServerVersion=false

## Send the header field Date, which the web server does itself.
# gangway.ajp.sendDateHeader=false
