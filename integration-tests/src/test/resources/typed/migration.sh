#- xml: <Connector => it is Tomcat's, and what the command below stands for
#- xml: <Call name="addConnector"> => it is that of Jetty 6 to 8, and what the command below stands for
needs openssl unzip
quick_start
mkdir /srv/shop/webapps
cp /srv/shop/shop.war /srv/shop/webapps
openssl rand -hex 16 >/srv/shop/ajp.secret
chmod 600 /srv/shop/ajp.secret
#> file /srv/shop/webapps/shop.xml xml: <?xml version="1.0"?>
#> background tomcat sh: /opt/gangway/bin/gangway run /srv/shop/webapps
ready tomcat
gangway ping 127.0.0.1:8009 --protocol ajp --secret-file /srv/shop/ajp.secret --path /shop/info
stop tomcat
#> background jetty sh: /opt/gangway/bin/gangway run /srv/shop/shop.war
ready jetty
gangway ping 127.0.0.1:8009 --protocol ajp --secret-file /srv/shop/ajp.secret --path /info

jetty_home
mkdir /srv/jetty
unzip -q "$sources/jetty-base/target/gangway-jetty-base.zip" -d /srv/jetty
cd /srv/jetty
#> enter sh: java -jar $JETTY_HOME/start.jar
says 'gangway-ajp *initialized'
