#- sh: gangway conf cherokee --socket /run/shop/shop.sock --war shop.war --try => ConfIT, where Cherokee is: Debian hasn't got it
needs h2o
quick_start
cd /srv/shop
#> enter sh: gangway conf h2o --socket /run/shop/shop.sock --name www.example.com --war shop.war --try
says "^gangway: h2o answers GET http://www.example.com:[0-9]*/ with 200 OK in "
