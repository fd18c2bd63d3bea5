#- lighttpd: # lighttpd: server.modules => InterimResponsesIT
#- haproxy: # HAProxy, inside => InterimResponsesIT
needs apache2 nginx
quick_start
cd /srv/shop
#> enter sh: gangway conf nginx --protocol http
says '^gangway: nginx answers the WebSocket .* with 101 '

mkdir "$typed/page"
echo well >"$typed/page/health"
jar --update --file /srv/shop/shop.war -C "$typed/page" health
#> background run sh: /opt/gangway/bin/gangway run
ready run
{
    echo '<VirtualHost *:80>'
#> cat apache: # /etc/apache2/sites-available/shop.conf
    echo '</VirtualHost>'
} >/etc/apache2/sites-available/000-default.conf
a2enmod -q proxy_http proxy_fcgi headers
service apache2 start
answers 200 http://127.0.0.1/health well
[ "$(handshake 80 /chat)" = 101 ] || fail "no 101"
#> enter sh: gangway ping
says 'answered 200 in'
