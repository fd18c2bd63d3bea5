#!/bin/sh
# Lets a real systemd run the units of the Debian package, in a copy of this system that is gone afterwards:
# systemd-test.sh DEB WAR RESULTS. It must be root, in namespaces of its own:
# unshare --mount --uts --ipc --net. What it found is in RESULTS/out. Exit status 77: no overlay.
set -eu

if [ "${1:-}" != check ]; then
    work=$(mktemp -d)
    mount --make-rprivate /
    mount -t tmpfs gangway "$work"
    mkdir "$work/upper" "$work/work" "$work/root"
    root=$work/root
    mount -t overlay gangway -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$root" || exit 77
    mount -t sysfs sysfs "$root/sys"
    mount -t cgroup2 none "$root/sys/fs/cgroup" || exit 77
    # The processes outside are none of this systemd's.
    group=$root/sys/fs/cgroup/gangway-$$
    mkdir "$group"
    mkdir "$work/group"
    mount --bind "$group" "$work/group"
    trap 'find "$work/group" -mindepth 1 -depth -type d -exec rmdir {} +; umount "$work/group" "$root/sys/fs/cgroup"; rmdir "$group"' EXIT
    mount --bind "$group" "$root/sys/fs/cgroup"
    mount -t tmpfs run "$root/run"
    mount -t tmpfs tmp "$root/tmp"
    chmod 1777 "$root/tmp"
    chmod 755 "$work" "$root"
    mount --rbind /dev "$root/dev"
    mkdir -p "$root/srv/shop" "$root/srv/results"
    mount --bind "$3" "$root/srv/results"
    cp "$1" "$root/srv/gangway.deb"
    cp "$2" "$root/srv/shop/shop.war"
    cp "$0" "$root/srv/systemd-test.sh"
    rm -rf "$root"/etc/systemd/system/*
    cat >"$root/etc/systemd/system/check.service" <<'UNIT'
[Unit]
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
TimeoutStartSec=10min
ExecStart=/bin/sh /srv/systemd-test.sh check
StandardOutput=append:/srv/results/out
StandardError=append:/srv/results/out
UNIT
    # shellcheck disable=SC2016
    sh -c 'echo $$ >"$1/group/cgroup.procs"
        exec unshare --cgroup --pid --fork --mount-proc="$1/root/proc" chroot "$1/root" \
            env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            /lib/systemd/systemd --system --unit=check.service --log-target=null' sh "$work"
    exit
fi

fail() {
    echo "FAILED: $*"
    systemctl status --no-pager gangway@shop.service || true
    journalctl --no-pager -o cat -u gangway@shop.service | tail -20
    exit 1
}

# await SECONDS COMMAND...
await() {
    left=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ $left -gt 0 ] || fail "timeout: $*"
        sleep 0.1
    done
}

ping() { gangway ping /run/gangway/shop.sock --path /info --timeout 60s; }
is() { [ "$(systemctl show -P "$1" gangway@shop.service)" = "$2" ]; }
service() { systemctl "$@" gangway@shop.service; }

export DEBIAN_FRONTEND=noninteractive
systemctl start systemd-journald.socket systemd-journald.service
dpkg -i /srv/gangway.deb >/srv/dpkg.log 2>&1 || { cat /srv/dpkg.log; fail "dpkg -i"; }
printf '/srv/shop/shop.war\n--session-store /var/lib/gangway/shop/sessions\n' >/etc/gangway/shop.conf

systemctl enable --quiet --now gangway@shop.socket gangway@shop.service || fail "start"
is ActiveState active || fail "not active"
is StatusText "/srv/shop/shop.war at file descriptor 0 (/run/gangway/shop.sock)" || fail "status"
ping || fail "no answer"
echo "started"

service reload || fail "reload"
cp /srv/shop/shop.war /srv/shop.war
echo "no WAR" >/srv/shop/shop.war
! service reload || fail "a reload of what is no WAR succeeded"
is ActiveState active || fail "not active"
ping || fail "no answer after a failed reload"
cp /srv/shop.war /srv/shop/shop.war
echo "reloaded"

service restart &
sleep 0.1
ping || fail "a request during the restart"
wait $!
service stop
is ActiveState inactive || fail "not stopped"
[ ! -e /run/gangway/shop ] || fail "stopped, it left $(ls -A /run/gangway/shop)"
ping || fail "the socket doesn't start it"
is ActiveState active || fail "not active"
echo "started by a request"

service kill --signal=KILL
ping || fail "no answer after SIGKILL"
await 60 is ActiveState active
echo "started again after SIGKILL"

mkdir -p /etc/systemd/system/gangway@shop.service.d
printf '[Service]\nWatchdogSec=3s\n' >/etc/systemd/system/gangway@shop.service.d/test.conf
systemctl daemon-reload
service reset-failed
service restart || fail "restart"
sleep 5
is NRestarts 0 || fail "the watchdog bites although all is well"
kill -STOP "$(systemctl show -P MainPID gangway@shop.service)"
await 60 is NRestarts 1
await 60 is ActiveState active
echo "started again by the watchdog"

echo "--exit-when-idle 1s" >>/etc/gangway/shop.conf
service restart || fail "restart"
await 60 is ActiveState inactive
is Result success || fail "idle"
ping || fail "not started after it was idle"
service stop
echo "ended when idle"

echo "--no-such-option" >>/etc/gangway/shop.conf
! systemctl start gangway@shop.service || fail "started with a wrong option"
sleep 3
is ActiveState failed && is ExecMainStatus 2 && is NRestarts 0 || fail "a wrong option is tried again"
echo "not tried again"

systemctl stop gangway@shop.socket gangway@shop.service
[ -z "$(ls -A /run/gangway)" ] || fail "left: $(ls -A /run/gangway)"
! pgrep -f /usr/share/gangway >/dev/null || fail "left: $(pgrep -af /usr/share/gangway)"
echo "stopped"
