# Under systemd.
needs nginx setpriv script
archive=$(echo "$sources"/distribution/target/gangway-*.tar.gz)
install -D -m 644 "$sources/sample-webapp/target/sample-webapp.war" /srv/shop/shop.war
useradd --create-home anna

# From the archive, as far as one request.
cd /opt
ln -s "$archive" .
#> enter sh: tar -xzf
says '^gangway [0-9]'
#> enter sh: ln -sf
cd /root
echo /srv/shop/shop.war >/etc/gangway/shop.conf
systemctl start gangway@shop.socket
gangway ping /run/gangway/shop.sock
systemctl stop gangway@shop.socket gangway@shop.service
rm -r /opt/gangway-* /usr/bin/gangway /etc/gangway /etc/sysusers.d/gangway.conf /etc/tmpfiles.d/gangway.conf /etc/logrotate.d/gangway /etc/systemd/system/gangway@*
systemctl daemon-reload

# From the package.
ln -s "$sources"/distribution/target/gangway_*.deb .
#> enter sh: apt-get install
#> file text: # /etc/gangway/shop.conf
#> enter sh: gangway run --config /etc/gangway/shop.conf --port 0 --dry-run
#> file text: # /etc/gangway/shop.env
chmod 600 /etc/gangway/shop.env
mkdir /srv/shop/uploads
edit() {
    cat >"$typed/block"
    SYSTEMD_EDITOR="cp $typed/block" script -qec "systemctl edit $1" /dev/null
}
#> edit gangway@shop.service ini: [Service]
#> enter sh: systemctl enable --now gangway@shop.socket gangway@shop.service\nsystemctl status
says 'Status: "/srv/shop/shop.war at'
[ "$(systemctl show -P ReadWritePaths gangway@shop.service)" = /srv/shop/uploads ] || fail "the drop-in isn't taken"
tr '\0' '\n' <"/proc/$(systemctl show -P MainPID gangway@shop.service)/cmdline" | grep -qx -- -Xmx2g || fail "JAVA_OPTS"

rm -f /etc/nginx/sites-enabled/default
systemctl start nginx
#> enter sh: gangway conf nginx
await 10 curl -s http://127.0.0.1:8080/
answers 200 http://127.0.0.1:8080/info '"contextPath"'
runuser -u www-data -- gangway ping unix:/run/gangway/shop.sock

#> enter sh: journalctl
#> enter sh: mv
await 10 grep 'Opened the logs anew' /var/log/gangway/shop/shop.log
cp /srv/shop/shop.war shop-2.war
#> enter sh: cp shop-2.war
grep -q 'Reloaded /srv/shop/shop.war' /var/log/gangway/shop/shop.log || fail "nothing was reloaded"
answers 200 http://127.0.0.1:8080/info '"contextPath"'
cp /srv/shop/shop.war /srv/shop/blog.war
echo /srv/shop/blog.war >/etc/gangway/blog.conf
#> enter sh: systemctl enable --now gangway@shop.socket gangway@shop.service gangway@blog
systemctl stop gangway@shop.socket gangway@shop.service gangway@blog.socket gangway@blog.service

# Beside the old process.
ln -s /usr/share/gangway /opt/gangway
install -d -o gangway -g www-data /run/shop
#> background old sh: /opt/gangway/bin/gangway run
ready old
#> background new sh: /opt/gangway/bin/gangway run
ready new
#> enter sh: pkill
await 60 is_gone "$(cat "$typed/old.pid")"
gangway ping /run/shop/shop.sock
stop new

# Anna's, without systemd.
at_boot() {
    sed 's,^@reboot ,,' | as anna
}
cp "$sources/sample-webapp/target/sample-webapp.war" /home/anna/shop.war
#> file /home/anna/shop.conf text: # ~/shop.conf
#> as anna sh: gangway run --config ~
#> as anna sh: gangway reload
says '^gangway: reloaded: '
await 60 grep -q 'Opened the logs anew' /home/anna/shop.log
await 60 sh -c '! pgrep java'
tar -xzf "$archive" -C /home/anna
#> at_boot text: @reboot
runuser -u anna gangway ping /home/anna/shop.sock
kill "$(cat /home/anna/shop.pid)"
await 60 sh -c "! pgrep java"

# In a container that is this system.
container() {
    perl -0pe 's/\\\n/ /g' >"$typed/Dockerfile"
    while read -r word words; do
        case $word in
            FROM) ;;
            ADD) tar -xzf "${words% *}" -C "${words#* }" ;;
            COPY) install -D -m 644 "${words% *}" "${words#* }" ;;
            USER) user=$words ;;
            CMD) perl -MJSON::PP -e '$) = $( = 0; $< = $> = shift; exec @{decode_json(shift)}' "$user" "$words" >"$typed/container.out" 2>&1 & ;;
            *) fail "what does $word do?" ;;
        esac
    done <"$typed/Dockerfile"
}
mkdir /root/docker
cd /root/docker
ln -s "$archive" .
cp /srv/shop/shop.war .
rm -r /srv/shop
#> container dockerfile: FROM
container=$!
ready container
ip address add 172.17.0.1/16 dev lo
gangway ping 172.17.0.1:9000
if gangway ping 127.0.0.1:9000; then
    fail "others are served"
fi
kill $container
wait $container
