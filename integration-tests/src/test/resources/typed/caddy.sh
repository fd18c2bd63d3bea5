needs caddy
quick_start
cd /srv/shop
#> enter sh: gangway conf caddy --socket /run/shop/shop.sock --war shop.war --try
#> printed text: gangway: Gangway was started
