#- apache: # Not a file: where the virtual host => FromDjangoIT, but for the home directory: Debian hasn't got mod_fastcgi
needs lighttpd
quick_start
useradd --create-home user
mkdir /home/user/shop
cp /srv/shop/shop.war /home/user/shop
chown -R user:user /home/user/shop
typist=user
#> background runfcgi sh: cd /home/user/shop
await 60 grep -q "^gangway: ready: .* unix:/tmp/shop.sock" "$typed/runfcgi.out"
gangway ping 127.0.0.1:3033 --path /info
gangway ping unix:/home/user/shop.sock --path /info
gangway ping unix:/tmp/shop.sock --path /info
first=$(cat /home/user/shop/shop.pid)
[ "$(stat -c %U "/proc/$first")" = user ] || fail "it doesn't run as user"

#> file /home/user/restart sh: #!/bin/sh
chmod 755 /home/user/restart
ends 0 runuser -u user -- /home/user/restart
[ "$(cat /home/user/shop/shop.pid)" != "$first" ] || fail "it wasn't replaced"
await 60 test ! -e "/proc/$first"
gangway ping unix:/home/user/shop.sock --path /info

# The web server is the user's.
mkdir /home/user/public_html /home/user/media
echo style >/home/user/media/a.css
echo icon >/home/user/media/favicon.ico
chmod 755 /home/user
cat >/srv/typed/lighttpd.conf <<'CONF'
server.port = 80
server.username = "user"
server.document-root = "/var/www"
CONF
#> part /srv/typed/lighttpd.conf lighttpd: server.modules += ( "mod_rewrite"
echo 'lighttpd -D -f /srv/typed/lighttpd.conf' | (typist= && background lighttpd)
await 10 curl -sf -H 'Host: www.example.com' http://127.0.0.1/info
answers 200 http://127.0.0.1/info '"requestURL":"http://www.example.com/info"' -H 'Host: www.example.com'
answers 200 http://127.0.0.1/media/a.css style -H 'Host: www.example.com'
answers 200 http://127.0.0.1/favicon.ico icon -H 'Host: www.example.com'
