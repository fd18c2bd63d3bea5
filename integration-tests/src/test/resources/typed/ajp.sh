needs apache2 openssl
[ -e /usr/lib/apache2/modules/mod_jk.so ] || cant "mod_jk is not installed"
quick_start

# What stands in $typed/inside becomes the virtual host.
site() {
    {
        echo "<VirtualHost *:80>"
        sed "s/change-me/$(cat /srv/shop/ajp.secret)/" "$typed/inside"
        echo "</VirtualHost>"
    } >/etc/apache2/sites-available/000-default.conf
    rm "$typed/inside"
    service apache2 restart
}

#> background node1 sh: (umask 077; openssl
ready node1
[ "$(stat -c %a /srv/shop/ajp.secret)" = 600 ] || fail "others can read the secret"
#> background node2 sh: /opt/gangway/bin/gangway run /srv/shop/shop.war --protocol ajp --port 8010
ready node2

#> part /srv/typed/inside apache: # /etc/apache2/sites-available/shop-balancer.conf, inside <VirtualHost>, before
#> part /srv/typed/inside apache: # /etc/apache2/sites-available/shop-balancer.conf, inside <VirtualHost>\n
a2enmod -q proxy_ajp proxy_balancer lbmethod_byrequests
site
answers 200 http://127.0.0.1/session .node
answers 200 http://127.0.0.1/balancer-manager balancer://shop

#> file properties: # /etc/libapache2-mod-jk/workers.properties
{ echo "worker.list=shop" && sed "s/change-me/$(cat /srv/shop/ajp.secret)/" /etc/libapache2-mod-jk/workers.properties; } >/srv/typed/workers
cp /srv/typed/workers /etc/libapache2-mod-jk/workers.properties
#> part /etc/libapache2-mod-jk/workers.properties properties: worker.shop.type=lb
#> file /srv/typed/watchdog apache: # /etc/apache2/mods-available/jk.conf
sed -i -e '/^ *JkWatchdogInterval/r /srv/typed/watchdog' -e '/^ *JkWatchdogInterval/d' /etc/apache2/mods-available/jk.conf
#> part /srv/typed/inside apache: # /etc/apache2/sites-available/shop-jk.conf, inside <VirtualHost>  (a2enmod jk)\n<Location
printf 'SetEnv eppn zoe\nJkMount /info shop\n' >>/srv/typed/inside
#> part /srv/typed/inside apache: # /etc/apache2/sites-available/shop-jk.conf, inside <VirtualHost>  (a2enmod jk)\nJkEnvVar
a2enmod -q jk
site
answers 200 http://127.0.0.1/session .node
#> enter sh: curl 'http://127.0.0.1/jk-status
says 'type=OK'
for i in 1 2 3; do
    answers 200 http://127.0.0.1/session .node2
done
answers 200 http://127.0.0.1/info
# The variable arrives, where these nodes don't let it in.
grep -q "Request attribute eppn is dropped" "$typed/node1.out" "$typed/node2.out" || fail "no eppn"
stop node1
stop node2

#> background users sh: /opt/gangway/bin/gangway run /srv/shop/shop.war --protocol ajp --port 8009 --secret-file
ready users
a2dismod -q jk
a2enmod -q rewrite
# Where mod_shib is: docs/troubleshooting.md.
[ ! -e /etc/apache2/conf-available/shib.conf ] || echo "ShibCompatValidUser On" >>/etc/apache2/conf-available/shib.conf
echo "alice:$(openssl passwd -apr1 secret)" >/srv/shop/htpasswd
#> part /srv/typed/inside apache: # /etc/apache2/sites-available/shop-users.conf
site
answers 401 http://127.0.0.1/info
answers 200 "http://127.0.0.1/info?role=pr%C3%BCfer&role=%CE%BB+%CE%BC&role=other" '"remoteUser":"alice"' -u alice:secret
answer_has '"prüfer":true' '"λ μ":true' '"other":false' '"eppn":"zoë@exämple.org"'

if [ ! -e /usr/lib/apache2/modules/mod_shib.so ]; then
    echo "skipped: mod_shib is not installed"
    exit
fi
#> part /srv/typed/inside apache: # /etc/apache2/sites-available/shop-shib.conf
a2enmod -q shib proxy_ajp
#> file /srv/typed/defaults xml: <ApplicationDefaults
# Without TLS, and with an identity provider that nobody reaches: a handler of mod_shib's logs in who is on this machine.
cat >/etc/shibboleth/provider.xml <<'XML'
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.org/idp/shibboleth">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.org/login"/>
  </IDPSSODescriptor>
</EntityDescriptor>
XML
perl -0pi -e '
    open my $defaults, "<", "/srv/typed/defaults" or die;
    my $block = <$defaults>;
    s/<ApplicationDefaults .*?>/$block/s or die;
    s/handlerSSL="true" cookieProps="https"/handlerSSL="false" cookieProps="http"/ or die;
    s,<AttributeFilter .*?>,<MetadataProvider type="XML" path="provider.xml"/>, or die;
    s,<Handler type="Status",<Handler type="ExternalAuth" Location="/External"/>\n$&, or die;' /etc/shibboleth/shibboleth2.xml
shib-keygen -f >/srv/typed/keygen.out 2>&1
install -d -o _shibd -g _shibd /run/shibboleth
service shibd start
await 30 test -S /run/shibboleth/shibd.sock
site
answers 302 http://127.0.0.1/info "Location: https://idp.example.org/login?SAMLRequest="
answers 200 http://127.0.0.1/Shibboleth.sso/Metadata 'entityID="https://www.example.com/shibboleth"'
answers 200 http://127.0.0.1/Shibboleth.sso/External _shibsession -c /srv/typed/cookies \
    -d protocol=external -d address=127.0.0.1 -d attributes=eppn,entitlement \
    --data-urlencode eppn=zoë@example.org --data-urlencode entitlement=admin --data-urlencode 'entitlement=a;b'
answers 200 "http://127.0.0.1/info?role=admin&role=a;b&role=a&role=eppn" '"remoteUser":"zoë@example.org"' -b /srv/typed/cookies
answer_has '"admin":true' '"a;b":true' '"a":false' '"eppn":"zoë@example.org"' '"entitlement":"admin;a\\;b"' '"authType":"shibboleth"'
