#!/bin/sh
# Types the blocks of a page in a copy of this system that is gone afterwards:
# typed-session.sh SESSION SOURCES JDK REPOSITORY FILE...
# The repository is Maven's; the files are what a session may need, in /srv/typed. It must be root, in namespaces of its own:
# unshare --mount --pid --net --ipc --fork --kill-child. SESSION is a script of resources/typed, with the blocks in it
# (TypedPage); it calls the functions at the end of this file. With the first line "# Under systemd." it has a systemd of
# its own. Exit status 77: it can't be typed here, and the last line says why.
set -eu

cant() {
    echo "$*"
    exit 77
}

# Lets a real systemd be the first process in $root, and run the session as a unit; of its own units it has the journal only,
# as those of the boot would set up the machine.
under_systemd() {
    [ -x "$root/lib/systemd/systemd" ] || cant "systemd is not installed"
    find "$root/etc/systemd/system/" "$root/lib/systemd/system/" -path '*.wants/*' ! -name '*journald*' -delete
    : >"$root/etc/fstab"
    echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
    cat >"$root/etc/systemd/system/typed.service" <<UNIT
[Unit]
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
TimeoutStartSec=4min
Environment=HOME=/root $environment
ExecStart=/bin/sh -c "sh /srv/typed/functions.sh inside $1 $2; echo \$\$? >/srv/typed/status"
StandardOutput=append:/srv/typed/transcript
StandardError=append:/srv/typed/transcript
UNIT
    mount -t sysfs sysfs "$root/sys" || cant "this system doesn't allow a mount of sysfs"
    mount -t cgroup2 none "$root/sys/fs/cgroup" || cant "this system doesn't allow control groups"
    # The processes outside are none of this systemd's.
    group=$(mktemp -d "$root/sys/fs/cgroup/gangway-XXXXXX") || cant "this system doesn't allow control groups"
    mkdir "$work/group"
    mount --bind "$group" "$work/group"
    mount --bind "$group" "$root/sys/fs/cgroup"
    # shellcheck disable=SC2016
    sh -c 'echo $$ >"$1/group/cgroup.procs"
        exec unshare --cgroup --pid --fork --mount-proc="$1/root/proc" chroot "$1/root" \
            env -i container=other /lib/systemd/systemd --system --unit=typed.service --log-target=null' sh "$work" || true
    find "$work/group" -mindepth 1 -depth -type d -exec rmdir {} +
    umount "$work/group" "$root/sys/fs/cgroup"
    rmdir "$group"
    cat "$root/srv/typed/transcript" || cant "this system doesn't allow a systemd"
    return "$(cat "$root/srv/typed/status" || echo 1)"
}

if [ "${1:-}" != inside ]; then
    command -v ip >/dev/null || cant "ip is not installed"
    work=$(mktemp -d)
    trap 'umount -l "$work" 2>/dev/null; rmdir "$work"' EXIT
    mount --make-rprivate /
    mount -t tmpfs gangway "$work" || cant "this system doesn't allow a mount"
    trap 'umount -l "$work" && rmdir "$work"' EXIT
    mkdir "$work/upper" "$work/work" "$work/root" "$work/upper-sources" "$work/work-sources"
    root=$work/root
    mount -t overlay gangway -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$root" ||
        cant "this system doesn't allow an overlay"
    mount -t tmpfs tmp "$root/tmp"
    chmod 1777 "$root/tmp"
    # Those in /tmp, or on a file system of their own.
    if [ ! -e "$root$2/README.md" ]; then
        mkdir -p "$root$2"
        mount -t overlay gangway -o "lowerdir=$2,upperdir=$work/upper-sources,workdir=$work/work-sources" "$root$2"
    fi
    mount --rbind /dev "$root/dev"
    mount -t tmpfs run "$root/run"
    mkdir -m 1777 "$root/run/lock"
    chmod 755 "$work" "$root"
    ip link set lo up
    mkdir -p "$root/srv/typed"
    chmod 711 "$root/srv/typed"
    cp "$0" "$root/srv/typed/functions.sh"
    cp "$1" "$root/srv/typed/session.sh"
    session=$1
    sources=$2
    jdk=$3
    repository=$4
    shift 4
    # What is on a file system of its own isn't in the overlay.
    for seen in "$jdk" "$repository"; do
        [ -e "$root$seen" ] || { mkdir -p "$root$seen" && mount --bind "$seen" "$root$seen"; }
    done
    cp "$@" "$root/srv/typed/"
    ln -sf "$jdk/bin/java" "$jdk/bin/jar" "$root/usr/local/bin/"
    environment="LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive GANGWAY_CACHE= \
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH"
    status=0
    if [ "$(head -n 1 "$session")" = "# Under systemd." ]; then
        under_systemd "$sources" "$repository" || status=$?
    else
        mount -t proc proc "$root/proc"
        # shellcheck disable=SC2086
        chroot "$root" env -i HOME=/root $environment sh /srv/typed/functions.sh inside "$sources" "$repository" || status=$?
    fi
    exit "$status"
fi

sources=$2
repository=$3
typed=/srv/typed
last=none
typist=

fail() {
    echo "FAILED: $*"
    exit 1
}

# What was said last, and by what still runs, when the session ends before its end.
ended() {
    status=$?
    [ "$status" != 0 ] && [ "$status" != 77 ] || return 0
    for output in "$typed"/*.out /var/log/apache2/error.log /var/log/nginx/error.log; do
        [ ! -s "$output" ] || { echo "--- $output"; tail -n 60 "$output"; }
    done
    [ ! -d /run/systemd/system ] || journalctl --no-pager --lines 60
}
trap ended EXIT

# await SECONDS COMMAND...: until it succeeds.
await() {
    left=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ $left -gt 0 ] || fail "timeout: $*"
        sleep 0.05
    done
}

# needs PROGRAM...
needs() {
    for program; do
        command -v "$program" >/dev/null || cant "$program is not installed"
    done
}

# What the quick start leaves, for the other pages: the program, the user, the WAR, and the socket's directory.
quick_start() {
    cp -r "$sources/connector-launcher/target/gangway" /opt/gangway
    ln -sf /opt/gangway/bin/gangway /usr/local/bin/gangway
    useradd --system --groups www-data gangway
    install -D -m 644 "$sources/sample-webapp/target/sample-webapp.war" /srv/shop/shop.war
    install -d -o gangway -g www-data /run/shop
}

# broken_war WAR CLASS: makes a WAR whose web.xml names a listener that isn't there.
broken_war() {
    mkdir -p "$typed/broken"
    (cd "$typed/broken" && jar --extract --file /srv/shop/shop.war)
    cat >"$typed/broken/WEB-INF/web.xml" <<XML
<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <listener><listener-class>$2</listener-class></listener>
</web-app>
XML
    jar --create --file "$1" -C "$typed/broken" .
}

# nginx at port 8080, before the socket of the quick start.
web_server() {
    needs nginx
    gangway conf nginx --socket /run/shop/shop.sock --listen 8080 >/etc/nginx/conf.d/shop.conf
    service nginx restart >"$typed/nginx.out" 2>&1 || fail "nginx"
}

# The archive of a stock Jetty, in the version of docs/jetty.md.
jetty_archive() {
    version=$(sed -n 's/.*org.eclipse.jetty:jetty-home:\([0-9.]*\):zip.*/\1/p' "$sources/docs/jetty.md")
    echo "$repository/org/eclipse/jetty/jetty-home/$version/jetty-home-$version.zip"
}

jetty_home() {
    unzip -q "$(jetty_archive)" -d /opt
    JETTY_HOME=$(echo /opt/jetty-home-*)
    export JETTY_HOME
}

# There is no network in here: apt-get finds what is installed, or fails.
printf '#!/bin/sh\nexec /usr/bin/apt-get -y --no-upgrade "$@"\n' >/usr/local/bin/apt-get
chmod 755 /usr/local/bin/apt-get

# The following take a block at standard input.

# enter [NAME]: types the block here. Its output is NAME's.
enter() {
    last=${1:-entered}
    block=$(cat)
    printf '$ %s\n' "$block"
    eval "$block" </dev/null >"$typed/$last.out" 2>&1
    cat "$typed/$last.out"
}

# as USER: types the block as that user, in its home directory.
as() {
    last=entered
    block=$(cat)
    printf '%s$ %s\n' "$1" "$block"
    runuser -u "$1" -- env HOME="/home/$1" sh -ec "cd; $block" </dev/null >"$typed/entered.out" 2>&1
    cat "$typed/entered.out"
}

# refused STATUS: types the block, which must end with that status.
refused() {
    last=entered
    block=$(cat)
    printf '$ %s\n' "$block"
    ends "$1" sh -ec "$block"
}

# background NAME: types the block in another terminal, in this directory, and as the user $typist if that is set.
background() {
    last=$1
    block=$(cat)
    printf '%s$ %s\n' "$1" "$block"
    if [ -n "$typist" ]; then
        set -- "$1" runuser -u "$typist" -- env HOME="/home/$typist"
    fi
    name=$1
    shift
    setsid "$@" sh -ec "$block" </dev/null >"$typed/$name.out" 2>&1 &
    echo $! >"$typed/$name.pid"
}

# file [PATH]: writes the block to PATH, or to the path that the comment in its first line says.
file() {
    cat >"$typed/block"
    path=${1:-$(sed -n '1s,^# \(/[^ :;]*\).*,\1,p' "$typed/block")}
    [ -n "$path" ] || fail "the block says no path"
    mkdir -p "$(dirname "$path")"
    cat "$typed/block" >"$path"
    echo "wrote $path"
}

# part FILE: adds the block to FILE.
part() {
    cat >>"$1"
    echo "added to $1"
}

# printed [NAME]: the block is what NAME, or else what was typed last, printed: each line of it, in this order, whatever
# stands between them. Numbers may be others, and "..." stands for anything.
printed() {
    cat >"$typed/block"
    compare ^ "$typed/${1:-$last}.out"
}

# logged NAME: the same, where something stands before each line.
logged() {
    cat >"$typed/block"
    compare "" "$typed/$1.out"
}

compare() {
    (await 20 has_printed "$@" >/dev/null) || fail "the page says otherwise: $(cat "$typed/block")"
    echo "as on the page"
}

has_printed() {
    perl -e '
        open my $page, "<", "/srv/typed/block" or die; open my $said, "<", $ARGV[1] or die;
        LINE: for my $line (<$page>) {
            chomp $line;
            my $wanted = join "", map { $_ eq "..." ? ".*" : /^\d/ ? "\\d+(?:\\.\\d+)?" : quotemeta }
                grep { length } split /(\.\.\.|\d+(?:\.\d+)?)/, $line;
            while (my $found = <$said>) { next LINE if $found =~ /$ARGV[0]$wanted$/ }
            exit 1;
        }' "$1" "$2"
}

# And these don't.

# ends STATUS COMMAND...: it ends with that.
ends() {
    wanted=$1
    shift
    status=0
    "$@" </dev/null >"$typed/entered.out" 2>&1 || status=$?
    cat "$typed/entered.out"
    [ "$status" = "$wanted" ] || fail "exit status $status, not $wanted: $*"
}

# says PATTERN [NAME]: what was typed last, or NAME, has printed such a line.
says() {
    grep -q -e "$1" "$typed/${2:-$last}.out" || fail "it doesn't say $1"
}

# stop NAME: ends what runs in the background, as Ctrl-C would.
stop() {
    group=$(cat "$typed/$1.pid")
    kill -- "-$group"
    await 60 is_gone "$group"
}

is_gone() {
    ! pgrep -g "$1" -r D,R,S,T
}

# ready NAME...: each has said that it serves.
ready() {
    for name; do
        await 60 grep -q '^gangway: ready: ' "$typed/$name.out"
        grep '^gangway: ready: ' "$typed/$name.out"
    done
}

# answers STATUS URL [WORDS [OPTION...]]: what curl is answered, and WORDS are in it.
answers() {
    wanted=$1 url=$2 words=${3:-}
    shift $(($# > 3 ? 3 : $#))
    status=$(curl --max-time 20 -o "$typed/answer" -D "$typed/head" -w '%{http_code}' "$@" "$url") || true
    if [ "$status" != "$wanted" ] || ! grep -qF -e "$words" "$typed/head" "$typed/answer"; then
        cat "$typed/head" "$typed/answer" || true
        fail "$url answers $status, not $wanted with $words"
    fi
    echo "$url answers $status"
}

# answer_has WORDS...: each of them is in what curl was answered last.
answer_has() {
    for words; do
        grep -qF -e "$words" "$typed/answer" || fail "no $words in $(cat "$typed/answer")"
    done
}

# handshake PORT PATH: prints the status of the answer to a WebSocket's handshake.
handshake() {
    perl -MIO::Socket::INET -e '
        my $socket = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or die "127.0.0.1:$ARGV[0]: $!";
        print $socket join "\r\n", "GET $ARGV[1] HTTP/1.1", "Host: localhost", "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "";
        print((split / /, <$socket>)[1]);' "$1" "$2"
}

# No meter of the progress in the transcript.
printf 'silent\nshow-error\n' >/root/.curlrc
cd /root
# shellcheck disable=SC1091
. /srv/typed/session.sh
