needs apache2 unzip
quick_start
gangway run /srv/shop/shop.war --socket /run/shop/shop.sock --socket-group www-data >"$typed/shop.out" 2>&1 &
ready shop
echo '<VirtualHost *:80>' >/etc/apache2/sites-available/000-default.conf
#> part /etc/apache2/sites-available/000-default.conf apache: # /etc/apache2/sites-available/shop-setenvif.conf
echo '</VirtualHost>' >>/etc/apache2/sites-available/000-default.conf
a2enmod -q proxy_fcgi
service apache2 start
answers 200 http://127.0.0.1/shop/info/x '"contextPath":"/shop"'
answer_has '"requestURI":"/shop/info/x"'

# with_web_xml WAR: the sample with connector-core, and a web.xml that has the block.
with_web_xml() {
    mkdir -p "$typed/war"
    (cd "$typed/war" && jar --extract --file "$sources/sample-webapp/target/sample-webapp.war")
    BLOCK=$(cat) perl -0pi -e 's/<web-app[^>]*>/$&\n$ENV{BLOCK}/' "$typed/war/WEB-INF/web.xml"
    mkdir -p "$typed/war/WEB-INF/lib"
    cp /opt/gangway/lib/connector-core-*.jar "$typed/war/WEB-INF/lib"
    jar --create --file "$1" -C "$typed/war" .
    rm -r "$typed/war"
}
#> with_web_xml /srv/shop/shop.war xml: <context-param>
background run <<'END'
gangway run /srv/shop/shop.war --port 9000
END
ready run
gangway ping 127.0.0.1:9000 --path /shop/info

jetty_home
mkdir /srv/jetty
cd /srv/jetty
java -jar "$JETTY_HOME/start.jar" --add-modules=http,ee10-deploy,ee10-annotations,ee10-jsp,ee10-jstl
#> with_web_xml webapps/ROOT.war xml: <filter>
java -jar "$JETTY_HOME/start.jar" >"$typed/jetty.out" 2>&1 &
await 60 grep -q 'INFO :oejs.Server:main: Started' "$typed/jetty.out"
answers 200 http://127.0.0.1:8080/info '"contextPath":"/shop"'
