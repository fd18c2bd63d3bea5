#- apache: # Not a file: where the virtual host => FromDjangoIT, but for the home directory
#- lighttpd: server.modules += ( "mod_rewrite" => FromDjangoIT, but for the home directory
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
