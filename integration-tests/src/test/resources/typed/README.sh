# The sources are built, as the first line does it.
needs nginx
cd "$sources"
touch target/run.stamp
#> enter sh: ./run.sh --version
#> enter sh: useradd --system
#> background gangway sh: runuser -u gangway
ready gangway
#> printed text: gangway: ready:
[ "$(stat -c %U:%G:%a /run/shop/shop.sock)" = gangway:www-data:660 ] || fail "$(stat /run/shop/shop.sock)"
#> enter sh: gangway conf nginx --socket /run/shop/shop.sock --listen 8080 --try
[ ! -e /etc/nginx/conf.d/shop.conf ] || fail "something was changed"
#> enter sh: gangway conf nginx --socket /run/shop/shop.sock --listen 8080 > /etc
grep -q '"contextPath"' "$typed/entered.out" || fail "not the facts of /info"
#> file /srv/typed/shop.conf nginx: # /etc/nginx/sites-available/shop
cmp /srv/typed/shop.conf /etc/nginx/conf.d/shop.conf || fail "it wrote something else"
