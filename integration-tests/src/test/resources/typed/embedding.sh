#- lighttpd: fastcgi.server => AuthorizerIT, and RecipeListTest
# Its XML is PageBlocksTest's (connector-jetty).
needs openssl
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
