#!/bin/sh
# Started by mod_fcgid or lighttpd with hardly any environment; fd 0 is the listening socket.
JAVA_HOME='@JAVA_HOME@'
PATH=/usr/bin:/bin
export JAVA_HOME PATH
exec '@BASE@/gangway/bin/gangway' run '@BASE@/sample-webapp.war' --protocol fcgi --log "@BASE@/app/spawned-$$.log"
