needs systemd-analyze haproxy
quick_start
mkdir -p /srv/app/WEB-INF
echo fine >/srv/app/health

# A unit that waits for the server, which isn't there yet.
#> file /etc/systemd/system/after-shop.service.d/wait.conf ini: [Service]
printf '[Service]\nExecStart=/bin/true\n' >/etc/systemd/system/after-shop.service
systemd-analyze verify --man=no after-shop.service
command_of() { sed -n "s/^$1=//p" "$2"; }
command_of ExecStartPre /etc/systemd/system/after-shop.service.d/wait.conf | background waiting
await 10 grep -q 'gangway: fcgi unix:/run/shop/shop.sock: ' "$typed/waiting.out"
kill -0 "$(cat "$typed/waiting.pid")" || fail "it didn't wait"

echo 'gangway run /srv/shop/shop.war --socket /run/shop/shop.sock' | background gangway
echo 'gangway run /srv/app --port 9000' | background tcp
ready gangway tcp
await 10 is_gone "$(cat "$typed/waiting.pid")"
says 'answered in' waiting

#> enter sh: gangway ping unix:/run/shop/shop.sock
#> printed text: fcgi unix:/run/shop/shop.sock: GET_VALUES
#> refused 1 sh: gangway ping 127.0.0.1:9000 --path /shop/health
#> printed text: gangway: fcgi 127.0.0.1:9000: GET /shop/health answered 404

#> file /srv/typed/Dockerfile dockerfile: HEALTHCHECK
grep -o '\[.*\]' /srv/typed/Dockerfile | tr -d '[],"' | enter
says 'GET /health answered 200'

# What gangway conf wrote, with the page's server in the place of its own.
gangway conf haproxy --port 9000 >/srv/typed/shop.cfg
#> file /srv/typed/check.cfg haproxy: # /etc/haproxy/haproxy.cfg, inside backend shop
{
    printf 'global\n    log stdout format raw daemon\ndefaults\n    mode http\n    log global\n    option log-health-checks\n'
    printf '    timeout connect 5s\n    timeout client 1m\n    timeout server 1m\n'
    sed -e '/^    server /r /srv/typed/check.cfg' -e '/^    server /d' /srv/typed/shop.cfg
} >/etc/haproxy/haproxy.cfg
echo 'haproxy -db -f /etc/haproxy/haproxy.cfg' | background haproxy
await 20 grep -q 'server shop/shop1 succeeded, reason: Layer7 check passed, code: 200' "$typed/haproxy.out"
answers 200 http://127.0.0.1/health fine

#> file /usr/local/bin/check_gangway sh: #!/bin/sh
chmod 755 /usr/local/bin/check_gangway
ends 0 check_gangway 127.0.0.1:9000 --path /health
stop tcp
ends 2 check_gangway 127.0.0.1:9000 --path /health

#> file ini: # /etc/systemd/system/shop-health.service
#> file ini: # /etc/systemd/system/shop-health.timer
systemd-analyze verify --man=no shop-health.service shop-health.timer
# There is no systemd in here.
printf '#!/bin/sh\necho "systemctl $*"\n' >/usr/local/bin/systemctl
chmod 755 /usr/local/bin/systemctl
command_of ExecStart /etc/systemd/system/shop-health.service | enter
! grep -q systemctl "$typed/entered.out" || fail "a server that is well was restarted"
stop gangway
command_of ExecStart /etc/systemd/system/shop-health.service | enter
says '^systemctl restart shop$'
