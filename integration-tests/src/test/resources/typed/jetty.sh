# In here Maven is offline; it has what the build has just had.
needs mvn unzip nginx apache2 openssl
# Whatever repository the artifacts came from.
offline() {
    command mvn -o "-Dmaven.repo.local=$repository" -Daether.enhancedLocalRepository.trackingFilename=none "$@"
}
mvn() {
    offline "$@"
}
cd "$sources"
rm jetty-base/target/gangway-jetty-base.zip
#> enter sh: mvn -q -DskipTests package
# Outside of a project Maven takes the newest plugin that it has heard of, which it may not have.
mvn() {
    offline "$@" || cp "$(jetty_archive)" /tmp
}
#> enter sh: export JETTY_HOME=
started() {
    await 60 grep -q 'INFO :oejs.Server:main: Started' "$typed/$1.out"
}
# with_secret FILE: the secret that was made stands there instead of the printed one.
with_secret() {
    sed "s/0123456789abcdef0123456789abcdef/$(cat /srv/jetty/etc/ajp.secret)/" >"$1"
}
# site FILE PORT: a block inside of Apache's <VirtualHost>.
site() {
    { echo "Listen $2" && echo "<VirtualHost *:$2>" && cat && echo "</VirtualHost>"; } | with_secret "$1"
    a2ensite -q "$(basename "$1")"
}

#> background fastcgi sh: mkdir -p /srv/jetty
started fastcgi
says '{fcgi/1.0, (fcgi/1.0)}{/srv/jetty/run/fastcgi.sock, mode 0660}'
stop fastcgi

#> background scgi sh: cd /srv/jetty\njava -jar $JETTY_HOME/start.jar --add-modules=gangway-scgi
started scgi
#> file nginx: # /etc/nginx/conf.d/jetty.conf
rm /etc/nginx/sites-enabled/default
service nginx start
answers 200 http://localhost:8085/info '"contextPath"'
answers 400 http://localhost:8085/info/a%2Fb
stop scgi

cd /srv/jetty
echo gangway.scgi.uriCompliance=DEFAULT,AMBIGUOUS_PATH_SEPARATOR >>start.d/gangway-scgi.ini
#> file environments/ee10-slashes.xml xml: <?xml version="1.0"?>\n<!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">\n<Configure class="org.eclipse.jetty.ee10.webapp.WebAppContext">\n  <Get
#> file etc/wiki-connector.xml xml: <?xml version="1.0"?>\n<!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">\n<!-- etc/wiki-connector.xml
#> enter sh: echo 'etc/wiki-connector.xml'
#> enter sh: mkdir -p wars
#> file webapps/wiki.xml xml: <?xml version="1.0"?>\n<!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">\n<!-- webapps/wiki.xml
#> background ajp sh: cd /srv/jetty\njava -jar $JETTY_HOME/start.jar --add-modules=gangway-ajp
started ajp
a2enmod -q proxy_fcgi proxy_scgi proxy_ajp
#> site /etc/apache2/sites-available/jetty.conf 8081 apache: # /etc/apache2/sites-available/jetty.conf
#> site /etc/apache2/sites-available/jetty-scgi.conf 8082 apache: # /etc/apache2/sites-available/jetty-scgi.conf
#> site /etc/apache2/sites-available/jetty-ajp.conf 8083 apache: # /etc/apache2/sites-available/jetty-ajp.conf
workers=
if [ -e /etc/apache2/mods-available/jk.load ]; then
    a2enmod -q jk
    echo 'JkWorkersFile /etc/apache2/jetty-workers.properties' >/etc/apache2/conf-enabled/jetty-workers.conf
    sed -i /JkWorkersFile/d /etc/apache2/mods-available/jk.conf
    echo 'JkMount /* jetty' | site /etc/apache2/sites-available/jetty-jk.conf 8084
    workers=8084
fi
#> with_secret /etc/apache2/jetty-workers.properties properties: # /etc/apache2/jetty-workers.properties
service apache2 start
for port in 8081 8082 8083 $workers; do
    answers 200 http://localhost:$port/info '"contextPath"'
done
answers 200 http://localhost:8085/info/a%2Fb a/b
"$sources/connector-launcher/target/gangway/bin/gangway" ping /srv/jetty/run/wiki.sock --path /info
stop ajp
