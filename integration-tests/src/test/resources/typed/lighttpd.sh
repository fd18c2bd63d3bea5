needs lighttpd unzip
quick_start
cd /srv/shop
#> enter sh: gangway conf lighttpd --socket /run/shop/shop.sock --war shop.war --try
#> printed text: gangway: Gangway was started
[ ! -e /run/shop/shop.sock ] || fail "something was started"
#> enter sh: install -d /srv/shop/app
runuser -u www-data -- test -r /srv/shop/app/WEB-INF/web.xml || fail "the web server can't read it"
