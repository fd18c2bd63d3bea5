#- apache: # Apache with mod_fastcgi => RelayIT has the like of it: Debian hasn't got mod_fastcgi, and a FastCgiServer starts with Apache
needs apache2 lighttpd spawn-fcgi
[ -e /usr/lib/apache2/modules/mod_fcgid.so ] || cant "mod_fcgid is not installed"
useradd --create-home user
chmod 755 /home/user
# The host's part: the programs of the user run as the user.
cat >/etc/apache2/sites-available/000-default.conf <<'CONF'
FcgidIPCDir /home/user/fcgid
FcgidProcessTableFile /home/user/fcgid_shm
<VirtualHost *:80>
    DocumentRoot /home/user/public_html
    <Directory /home/user/public_html>
        Options +ExecCGI
        AllowOverride All
        Require all granted
    </Directory>
</VirtualHost>
CONF
sed -i 's/www-data/user/' /etc/apache2/envvars
a2enmod -q fcgid rewrite
# What the user has uploaded.
cp -r "$sources/connector-launcher/target/gangway" /home/user/gangway
ln -s "$(dirname "$(dirname "$(readlink /usr/local/bin/java)")")" /home/user/jre
mkdir /home/user/upload /home/user/public_html
cp "$sources/sample-webapp/target/sample-webapp.war" /home/user/upload/shop.war
chown -R user:user /home/user

#> as user sh: cd
#> as user sh: cp upload/shop.war ~/mysite.war
#> as user sh: cp ~/gangway/share/gangway.fcgi
#> file /home/user/public_html/.htaccess apache: # ~/public_html/.htaccess
echo "a file" >/home/user/public_html/page.html
service apache2 start
answers 200 http://127.0.0.1/page.html "a file"
answers 200 http://127.0.0.1/info '"requestURI":"/info"'

first=$(cat /home/user/.gangway/mysite/pid)
# The relay compares seconds: what comes must differ in them from what is there.
touch -d '1 minute ago' /home/user/public_html/mysite.fcgi
answers 200 http://127.0.0.1/info
is_another() { curl -sf http://127.0.0.1/info && [ -e /home/user/.gangway/mysite/pid ] && [ "$(cat /home/user/.gangway/mysite/pid)" != "$1" ]; }
await 30 is_another "$first"
second=$(cat /home/user/.gangway/mysite/pid)
#> as user sh: cp upload/shop.war ~/mysite.war\ntouch
await 30 is_another "$second"

third=$(cat /home/user/.gangway/mysite/pid)
#> as user sh: kill $(cat ~/.gangway/mysite/pid)
await 30 test ! -e "/proc/$third"
answers 200 http://127.0.0.1/info

# The same name elsewhere.
service apache2 stop
kill "$(cat /home/user/.gangway/mysite/pid)"
mv /home/user/public_html/mysite.fcgi /home/user/mysite.fcgi
ends 1 runuser -u user -- /home/user/mysite.fcgi
says "a web server starts this, with a listening socket as file descriptor 0"
#> as user sh: spawn-fcgi
/home/user/gangway/bin/gangway ping unix:/home/user/spawned.sock --path /info

printf 'server.port = 80\nserver.username = "user"\nserver.document-root = "/var/www"\nserver.modules = ( "mod_fastcgi" )\n' >/srv/typed/lighttpd.conf
#> part /srv/typed/lighttpd.conf lighttpd: # lighttpd
echo 'lighttpd -D -f /srv/typed/lighttpd.conf' | background lighttpd
await 10 curl -sf http://127.0.0.1/info
answers 200 http://127.0.0.1/info '"requestURI":"/info"'
