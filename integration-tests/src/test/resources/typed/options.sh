needs spawn-fcgi
quick_start
#> background spawned sh: spawn-fcgi
await 60 grep -q " ready: " "$typed/spawned.out"
[ "$(stat -c %G:%a /run/shop/spawned.sock)" = www-data:660 ] || fail "$(stat /run/shop/spawned.sock)"
gangway ping /run/shop/spawned.sock --path /info
