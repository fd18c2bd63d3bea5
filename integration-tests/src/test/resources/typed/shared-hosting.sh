#- apache: # Apache with mod_fastcgi => RelayIT has the like of it: Debian hasn't got mod_fastcgi, and a FastCgiServer starts with Apache
needs apache2 lighttpd spawn-fcgi
[ -e /usr/lib/apache2/modules/mod_fcgid.so ] || cant "mod_fcgid is not installed"
[ -e /usr/lib/apache2/suexec-custom ] || cant "apache2-suexec-custom is not installed"
! grep -q 'NoNewPrivs:.1' /proc/self/status || cant "this system doesn't allow a program to change its user"
useradd --create-home user
chmod 755 /home/user
# The host's part: the programs of the user run as the user, by suEXEC.
ln -sf /usr/lib/apache2/suexec-custom /etc/alternatives/suexec
printf '/home\npublic_html\n' >/etc/apache2/suexec/www-data
cat >/etc/apache2/sites-available/000-default.conf <<'CONF'
FcgidInitialEnv JAVA_HOME /nowhere
<Directory /home/*/public_html>
    Options +ExecCGI
    AllowOverride All
    Require all granted
</Directory>
<VirtualHost *:80>
    DocumentRoot /home/user/public_html
    SuexecUserGroup user user
</VirtualHost>
<VirtualHost *:80>
    ServerName users.example.org
    UserDir public_html
</VirtualHost>
CONF
a2enmod -q fcgid rewrite suexec userdir
# What the user has uploaded.
cp -r "$sources/connector-launcher/target/gangway" /home/user/gangway
ln -s "$(dirname "$(dirname "$(readlink /usr/local/bin/java)")")" /home/user/jre
mkdir /home/user/upload /home/user/public_html
cp "$sources/sample-webapp/target/sample-webapp.war" /home/user/upload/shop.war
chown -R user:user /home/user
# As with a umask of 002.
chmod g+w /home/user/public_html

#> as user sh: cd
#> as user sh: cp upload/shop.war ~/mysite.war
#> as user sh: cp ~/gangway/share/gangway.fcgi
#> file /home/user/public_html/.htaccess apache: # ~/public_html/.htaccess
echo "a file" >/home/user/public_html/page.html
service apache2 start
answers 200 http://127.0.0.1/page.html "a file"
answers 200 http://127.0.0.1/info '"requestURI":"/info"'

answers 200 http://127.0.0.1/~user/info '"contextPath":"/~user"' -H "Host: users.example.org"
requests=
for number in $(seq 20); do
    curl -sf -o "$typed/parallel$number" 'http://127.0.0.1/slow?ms=300' &
    requests="$requests $!"
done
for request in $requests; do
    wait "$request" || fail "one of 20 requests at a time"
done
[ "$(pgrep -c -f org.gangway.launcher.Main)" = 1 ] || fail "more than one JVM"
[ "$(pgrep -c mysite.fcgi)" -gt 1 ] || fail "no second process of mod_fcgid"
owners=$(ps -o user=,group= -p "$(pgrep -d, 'mysite.fcgi|java')" | sort -u | tr -s ' ')
[ "$owners" = "user user" ] || fail "they run as $owners"
first=$(cat /home/user/.gangway/mysite/pid)
# Neither Apache nor suEXEC passes a locale.
runuser -u user -- /home/user/jre/bin/jcmd "$first" VM.system_properties | grep '^sun.jnu.encoding=UTF-8'

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

# What suEXEC doesn't start.
service apache2 stop
await 10 sh -c '! pgrep mysite.fcgi'
refuses() {
    : >/var/log/apache2/suexec.log
    service apache2 restart
    answers 500 http://127.0.0.1/info
    grep -qF "$1" /var/log/apache2/suexec.log || fail "suEXEC doesn't say $1: $(cat /var/log/apache2/suexec.log)"
    grep -qF "$1" "$sources/docs/shared-hosting.md" || fail "the page hasn't $1"
}
chmod g+w /home/user/public_html
refuses "directory is writable by others"
grep -F "suexec policy violation: see suexec log for more details" /var/log/apache2/error.log
grep -F "End of script output before headers: mysite.fcgi" /var/log/apache2/error.log
chmod 775 /home/user/public_html/mysite.fcgi
chmod g-w /home/user/public_html
refuses "file is writable by others"
chmod 644 /home/user/public_html/mysite.fcgi
refuses "file has no execute permission"
chmod 755 /home/user/public_html/mysite.fcgi
service apache2 restart
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
