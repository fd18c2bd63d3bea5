# Its XML is PageBlocksTest's (connector-jetty).
needs lighttpd openssl
quick_start
openssl rand -hex 16 >/srv/shop/ajp.secret
chmod 600 /srv/shop/ajp.secret
cd /root
#> file /root/Shop.java java: import java.nio.file.Path;
lib=/opt/gangway/lib
javac -proc:none -classpath "$lib/*:$lib/ee10/*" Shop.java
java -classpath "$lib/*:$lib/ee10/*:." Shop >"$typed/shop.out" 2>&1 &
await 60 test -S /run/shop/jetty.sock
gangway ping /run/shop/jetty.sock --path /info
gangway ping 127.0.0.1:4000 --protocol scgi --path /info
gangway ping 127.0.0.1:8009 --protocol ajp --secret-file /srv/shop/ajp.secret --path /info
gangway ping 127.0.0.1:9001 --path /info

# An application that lets through what it has a page for.
mkdir -p "$typed/war/WEB-INF" "$typed/war/protected" /srv/shop/www/protected
echo yes >"$typed/war/protected/mine"
echo mine >/srv/shop/www/protected/mine
echo yours >/srv/shop/www/protected/yours
jar --create --file /srv/shop/auth.war -C "$typed/war" .
gangway run /srv/shop/auth.war --socket /run/shop/auth.sock --socket-group www-data >"$typed/auth.out" 2>&1 &
ready auth
rm /etc/lighttpd/conf-enabled/*
echo 'server.modules += ( "mod_fastcgi" )' >/etc/lighttpd/conf-enabled/10-auth.conf
#> part /etc/lighttpd/conf-enabled/10-auth.conf lighttpd: fastcgi.server
service lighttpd start
answers 200 http://127.0.0.1/protected/mine mine
answers 404 http://127.0.0.1/protected/yours
