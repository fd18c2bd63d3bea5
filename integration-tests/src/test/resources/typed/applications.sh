postgres=$(find /usr/lib/postgresql -name postgres -path '*/bin/*' 2>/dev/null | sort | tail -n 1)
[ -n "$postgres" ] || cant "postgresql is not installed"
quick_start
web_server
mkdir /srv/shop/webapps
for name in ROOT shop wiki; do
    cp /srv/shop/shop.war "/srv/shop/webapps/$name.war"
done

#> background three sh: /opt/gangway/bin/gangway run /srv/shop/webapps
ready three
#> printed text: gangway: ready: 3 applications
for path in /info /shop/info /wiki/info; do
    answers 200 "http://127.0.0.1:8080$path" "\"requestURI\":\"$path\""
done
stop three

broken_war /srv/shop/webapps/wiki.war org.postgresql.Driver
#> file /srv/shop/webapps/shop.xml xml: <?xml version="1.0"?>
#> file text: # /srv/shop/webapps/shop.opens
#> background two sh: /opt/gangway/bin/gangway run /srv/shop/webapps
ready two
#> logged two text: ERROR [main]
answers 503 http://127.0.0.1:8080/wiki/info
answers 200 http://127.0.0.1:8080/store/info '"contextPath":"/store"'
pid=$(sed -n 's/^gangway: ready: .* pid \([0-9]*\),.*/\1/p' "$typed/two.out")
for package in java.lang java.util; do
    tr '\0' '\n' <"/proc/$pid/cmdline" | grep -q "java.base/$package=ALL-UNNAMED" || fail "$package isn't open"
done
stop two

#> enter sh: gangway conf nginx --socket /run/shop/shop.sock --name one.example.com
for name in one two; do
    grep -q "server_name $name.example.com;" "$typed/entered.out" || fail "no server $name"
done

cp /srv/shop/shop.war /srv/shop/sample.war
mkdir -p /srv/login/WEB-INF
echo "for staff" >/srv/login/page.html
cat >/srv/login/WEB-INF/web.xml <<'XML'
<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <security-constraint>
    <web-resource-collection><web-resource-name>all</web-resource-name><url-pattern>/*</url-pattern></web-resource-collection>
    <auth-constraint><role-name>staff</role-name></auth-constraint>
  </security-constraint>
  <login-config><auth-method>BASIC</auth-method><realm-name>Shop Users</realm-name></login-config>
  <security-role><role-name>staff</role-name></security-role>
</web-app>
XML
jar --create --file /srv/shop/shop.war -C /srv/login .
#> file properties: # /srv/shop/users.properties
#> background login sh: /opt/gangway/bin/gangway run /srv/shop/shop.war
ready login
answers 401 http://127.0.0.1:8080/page.html 'Basic realm="Shop Users"'
answers 200 http://127.0.0.1:8080/page.html "for staff" -u alice:secret
# He may log in, but is no staff.
answers 403 http://127.0.0.1:8080/page.html "" -u bob:admin
answers 401 http://127.0.0.1:8080/page.html "" -u bob:secret
stop login

cp /srv/shop/sample.war /srv/shop/shop.war
#> background store sh: install -d -m 700 -o gangway /srv/shop/sessions
ready store
answers 200 http://127.0.0.1:8080/session "" -c /srv/typed/cookies
[ -n "$(find /srv/shop/sessions -type f)" ] || fail "no session is in the store"
stop store

# The database, at db.example.com.
install -d -o postgres /srv/database
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
echo "..." >/srv/typed/password
chmod 644 /srv/typed/password
chmod 755 /srv/typed
as_postgres "$(dirname "$postgres")/initdb" -D /srv/database/data -U shop --auth=scram-sha-256 --no-sync --pwfile=/srv/typed/password >/srv/typed/initdb.out 2>&1
as_postgres "$postgres" -D /srv/database/data -c listen_addresses=127.0.0.1 -c unix_socket_directories= >/srv/typed/postgres.out 2>&1 &
await 60 grep -q "ready to accept connections" /srv/typed/postgres.out
PGPASSWORD=... psql -q -h 127.0.0.1 -U shop postgres -c 'CREATE DATABASE shop'
echo "127.0.0.1 db.example.com" >>/etc/hosts
mkdir -p /opt/gangway/lib/ext
cp /srv/typed/postgresql-*.jar /opt/gangway/lib/ext
#> background database sh: export GANGWAY_SESSION_STORE_USER
ready database
answers 200 http://127.0.0.1:8080/session "" -c /srv/typed/cookies
PGPASSWORD=... psql -At -h 127.0.0.1 -U shop shop -c 'SELECT count(*) FROM JettySessions' | grep -qx 1 || fail "no session is in the database"
