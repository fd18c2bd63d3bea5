#!/bin/sh
# Installs, runs, removes and purges the Debian package in a copy of this system that is gone afterwards:
# package-test.sh DEB WAR. It must be root, in namespaces of its own: unshare --mount --pid --fork. Exit status 77: no overlay.
set -eu

if [ "${3:-}" != inside ]; then
    # The build itself isn't what the package leaves behind.
    sources=$(cd "$(dirname "$1")/../.." && pwd)
    work=$(mktemp -d)
    trap 'umount -l "$work"; rmdir "$work"' EXIT
    mount --make-rprivate /
    mount -t tmpfs gangway "$work"
    mkdir "$work/upper" "$work/work" "$work/root"
    mount -t overlay gangway -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root" || exit 77
    mount -t proc proc "$work/root/proc"
    mount --rbind /dev "$work/root/dev"
    mount -t tmpfs run "$work/root/run"
    mkdir -p "$work/root/srv/shop"
    cp "$1" "$work/root/srv/gangway.deb"
    cp "$2" "$work/root/srv/shop/shop.war"
    chmod 755 "$work" "$work/root"
    cp "$0" "$work/root/srv/package-test.sh"
    chroot "$work/root" sh /srv/package-test.sh /srv/gangway.deb /srv/shop/shop.war inside "$sources"
    exit
fi

fail() {
    echo "FAILED: $*"
    cat /var/log/gangway/shop/* 2>/dev/null || true
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

deb=$1
sources=$4
export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
# Where nothing of a package is; what others delete there meanwhile would be an error.
named() {
    find / -ignore_readdir_race -xdev \( -path /srv -o -path "$sources" -o -path /tmp -o -path /root -o -path /home \) -prune \
        -o -name '*gangway*' -print | sort
}
named >/srv/before
getent passwd gangway && fail "there is a user gangway already"

dpkg -i "$deb" >/srv/dpkg.log 2>&1 || { cat /srv/dpkg.log; fail "dpkg -i"; }
gangway --version
getent passwd gangway >/dev/null || fail "no user"
[ -z "$(dpkg --verify gangway)" ] || fail "$(dpkg --verify gangway)"
[ "$(stat -c %U:%a /usr/share/gangway/lib)" = root:755 ] || fail "owner of lib"
[ -x /usr/share/gangway/bin/gangway ] || fail "not executable"
echo "installed"

cat >/etc/gangway/shop.conf <<CONF
/srv/shop/shop.war
--session-store /var/lib/gangway/shop/sessions
--log /var/log/gangway/shop/shop.log
CONF
if command -v systemd-analyze >/dev/null; then
    units=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no gangway@shop.service gangway@shop.socket 2>&1) ||
        fail "$units"
    # Whatever it says of others, nothing of ours.
    ! echo "$units" | grep gangway || fail "$units"
    systemd-tmpfiles --create gangway.conf || fail "tmpfiles"
    systemd-sysusers gangway.conf || fail "sysusers"
    echo "units verified"
fi

# What the units do.
for place in run lib cache log; do
    [ $place = run ] && top=/run || top=/var/$place
    install -d -o gangway -g gangway $top/gangway/shop
done
unit=/lib/systemd/system/gangway@.service
value() { sed -n "s/^$1=//p" "$unit" | sed 's,%i,shop,g; s,%t,/run,g'; }
cat >/srv/systemd.pl <<'PERL'
use strict; use Socket; use POSIX ();
my ($path, $group, @command) = @ARGV;
$^F = 100;
socket(my $n, AF_UNIX, SOCK_DGRAM, 0) or die; bind($n, pack_sockaddr_un('/run/notify')) or die; chmod 0777, '/run/notify';
socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die; bind($s, pack_sockaddr_un($path)) or die; listen($s, 511) or die;
chown scalar getpwnam('gangway'), scalar getgrnam($group), $path; chmod 0660, $path;
my ($u, $g) = (getpwnam 'gangway')[2, 3];
my $pid = fork;
if (!$pid) {
    POSIX::dup2(fileno($s), 3) if fileno($s) != 3;
    $) = "$g $g"; $( = $g; POSIX::setuid($u);
    POSIX::close($_) for 4 .. 20;
    %ENV = (PATH => '/usr/bin:/bin', LANG => 'C.UTF-8', LISTEN_PID => $$, LISTEN_FDS => 1, NOTIFY_SOCKET => '/run/notify',
        WATCHDOG_USEC => 2000000);
    umask 0027;
    chdir '/var/lib/gangway/shop';
    exec @command; die "$!";
}
$| = 1;
open my $log, '>', '/srv/notified'; select((select($log), $| = 1)[0]);
$SIG{CHLD} = sub { waitpid $pid, 0; print $log "exit $?\n"; POSIX::_exit(0) };
while (1) { my $d; next unless defined recv($n, $d, 65536, 0); $d =~ s/\n/|/g; print $log "$d\n"; }
PERL
# shellcheck disable=SC2046
perl /srv/systemd.pl "$(sed -n 's/^ListenStream=//p' /lib/systemd/system/gangway@.socket | sed 's,%i,shop,; s,%t,/run,')" \
    "$(sed -n 's/^SocketGroup=//p' /lib/systemd/system/gangway@.socket)" $(value ExecStart) </dev/null >/srv/out 2>&1 &

cat >/srv/nginx.conf <<'CONF'
user www-data;
pid /run/package-nginx.pid;
error_log /srv/nginx-error.log;
events { }
http {
    access_log off;
    server {
        listen unix:/run/web.sock;
        location / {
            include /etc/nginx/fastcgi_params;
            fastcgi_pass unix:/run/gangway/shop.sock;
        }
    }
}
CONF
nginx -c /srv/nginx.conf
get() { curl -sf --max-time 60 --unix-socket /run/web.sock "http://localhost$1"; }
# The first request waits for the deployment.
await 10 test -S /run/gangway/shop.sock
get /info | grep -q contextPath || { cat /srv/out; fail "no answer"; }
await 60 grep -q READY=1 /srv/notified
grep -q 'STATUS=/srv/shop/shop.war at' /srv/notified || fail "status: $(cat /srv/notified)"
pid=$(cat /run/gangway/shop/gangway.pid)
[ "$(stat -c %U "/proc/$pid")" = gangway ] || fail "it runs as $(stat -c %U "/proc/$pid")"
await 10 grep -q WATCHDOG=1 /srv/notified
echo "served behind nginx as gangway"

gangway ping unix:/run/gangway/shop.sock
# shellcheck disable=SC2046
setpriv --reuid gangway --regid gangway --clear-groups $(value ExecReload) || echo "reload isn't there"
await 10 grep -q RELOADING=1 /srv/notified
if command -v logrotate >/dev/null; then
    logrotate -f /etc/logrotate.d/gangway || fail "logrotate"
    await 10 grep -q 'Opened the logs anew' /var/log/gangway/shop/shop.log
    echo "log rotated"
fi

kill "$pid"
await 60 grep -q '^exit 0$' /srv/notified
grep -q STOPPING=1 /srv/notified || fail "no STOPPING"
kill "$(cat /run/package-nginx.pid)"
echo "stopped"

dpkg -r gangway >>/srv/dpkg.log 2>&1 || fail "dpkg -r"
[ ! -e /usr/bin/gangway ] && [ ! -e /usr/share/gangway ] || fail "remove left programs"
[ -e /etc/gangway/shop.conf ] && [ -e /etc/logrotate.d/gangway ] || fail "remove took the configuration"
echo "removed"
rm -rf /var/lib/gangway/shop /run/gangway
dpkg -P gangway >>/srv/dpkg.log 2>&1 || { cat /srv/dpkg.log; fail "dpkg -P"; }
getent passwd gangway >/dev/null && fail "the user is left"
named >/srv/after
cmp /srv/before /srv/after || fail "left: $(diff /srv/before /srv/after)"
echo "purged"
