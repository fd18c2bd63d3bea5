quick_start
cd /srv/shop
cp shop.war shop-2.war
echo 'gangway run /srv/shop/shop.war --socket /run/shop/shop.sock --pidfile /run/shop/shop.pid' | background gangway
ready gangway
#> enter sh: cp shop-2.war
#> printed text: gangway: reloaded:
#> logged gangway text: Reloading (gangway reload)
broken_war shop-2.war org.example.Missing
#> refused 1 sh: cp shop-2.war
#> logged gangway text: Not reloaded, the old application serves on:
gangway ping unix:/run/shop/shop.sock --path /info
