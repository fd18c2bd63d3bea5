needs apache2 nginx lighttpd
# Files are enough: what is refused doesn't come to any application.
mkdir -p /var/www/html/a
for page in /var/www/html/index.html "/var/www/html/a;b"; do
    echo well >"$page"
done
chmod -R a+rX /var/www/html
refuses() {
    answers 200 "http://127.0.0.1:$1/" well
    answers "$2" "http://127.0.0.1:$1/a;b"
    answers "$2" "http://127.0.0.1:$1/a%3bb"
}
printf '%s\n' '<VirtualHost *:80>' 'DocumentRoot /var/www/html' >/etc/apache2/sites-available/000-default.conf
#> part /etc/apache2/sites-available/000-default.conf apache: # /etc/apache2/sites-available/shop.conf
echo '</VirtualHost>' >>/etc/apache2/sites-available/000-default.conf
service apache2 start
refuses 80 403

rm /etc/nginx/sites-enabled/*
echo 'server { listen 8081; root /var/www/html;' >/etc/nginx/sites-enabled/shop
#> part /etc/nginx/sites-enabled/shop nginx: # /etc/nginx/sites-available/shop
echo '}' >>/etc/nginx/sites-enabled/shop
service nginx start
refuses 8081 404

rm /etc/lighttpd/conf-enabled/*
sed -i 's,^server.port .*,server.port = 8082,' /etc/lighttpd/lighttpd.conf
#> file lighttpd: # /etc/lighttpd/conf-enabled/10-semicolon.conf
service lighttpd start
refuses 8082 403
