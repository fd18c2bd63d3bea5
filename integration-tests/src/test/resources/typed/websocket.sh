#- nginx: location / => PrintedBlocksIT
#- lighttpd: fastcgi.server => PrintedBlocksIT
needs apache2 nginx
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

#> background run sh: gangway conf apache
ready run
sed '/^gangway: ready/,$d' "$typed/run.out" >/etc/apache2/sites-available/000-default.conf
a2enmod -q proxy_fcgi proxy_http headers rewrite
service apache2 start
answers 200 http://127.0.0.1/info '"contextPath"'
[ "$(handshake 80 /chat)" = 101 ] || fail "no 101"
