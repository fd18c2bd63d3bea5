needs apache2 nginx lighttpd
quick_start

gangway conf apache --port 9000 --websocket --war /srv/shop/shop.war --try --path /chat >"$typed/try.out" 2>&1
#> printed try text: gangway: apache answers the WebSocket

gangway run /srv/shop/shop.war --port 9000 >"$typed/refusing.out" 2>&1 &
ready refusing
cat >/etc/nginx/sites-enabled/default <<'CONF'
server {
    listen 8080;
    location / {
        include fastcgi_params;
        fastcgi_pass 127.0.0.1:9000;
    }
}
CONF
service nginx start
[ "$(handshake 8080 /chat)" = 501 ] || fail "no 501"
#> logged refusing text: fcgi/1.0 /127.0.0.1:

install -d -m 755 /run/gangway
gangway run /srv/shop/shop.war --socket /run/gangway/app.sock --socket-group www-data --protocol auto >"$typed/app.out" 2>&1 &
ready app
echo 'server { listen 8081;' >/etc/nginx/conf.d/app.conf
#> part /etc/nginx/conf.d/app.conf nginx: location /
echo '}' >>/etc/nginx/conf.d/app.conf
service nginx restart
[ "$(handshake 8081 /chat)" = 101 ] || fail "no 101"
rm /etc/lighttpd/conf-enabled/*
sed -i 's,^server.port .*,server.port = 8082,' /etc/lighttpd/lighttpd.conf
echo 'server.modules += ( "mod_fastcgi" )' >/etc/lighttpd/conf-enabled/10-app.conf
#> part /etc/lighttpd/conf-enabled/10-app.conf lighttpd: fastcgi.server
service lighttpd start
answers 200 http://127.0.0.1:8082/info '"contextPath"'
wanted=101
case $(lighttpd -v) in
    lighttpd/1.4.[56]* | lighttpd/1.4.7[0-3]*) wanted=501 ;;
esac
[ "$(handshake 8082 /chat)" = $wanted ] || fail "no $wanted"
if grep "Unhandled Error" "$typed/app.out"; then
    fail "a client that is gone is told of"
fi

#> background run sh: gangway conf apache
ready run
sed '/^gangway: ready/,$d' "$typed/run.out" >/etc/apache2/sites-available/000-default.conf
a2enmod -q proxy_fcgi proxy_http headers rewrite
service apache2 start
answers 200 http://127.0.0.1/info '"contextPath"'
[ "$(handshake 80 /chat)" = 101 ] || fail "no 101"
