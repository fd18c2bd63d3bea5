needs haproxy
quick_start
cd /srv/shop
#> enter sh: gangway conf haproxy --port 9000 --war shop.war --try
#> printed text: gangway: Gangway was started
