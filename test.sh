#!/usr/bin/env bash
# Builds Gangway and runs its tests. ./test.sh --help says what and how.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

usage() {
    cat <<'TEXT'
Usage: ./test.sh [--fast | --wars | --servers DIR] [--no-install]
Builds Gangway and runs the unit tests, the tests behind real web servers, and the unit tests once more on the
newest JDK of this machine. What is missing is installed where this user may (root, apt-get); otherwise one line
says what to install. A web server that is missing skips its tests; with CI set in the environment it fails them.
What is installed is neither started nor enabled. All output goes to files in target/test-logs; a line tells of each
step, and at the end of the tests that failed. It takes 17 minutes on two cores, 5 with --fast.

  --fast   the unit tests only, on one JDK
  --wars   instead of all that, WARs that nobody here wrote: the same requests over Jetty's own HTTP connector and
           over FastCGI must have the same answers. Maven and apt-get fetch the WARs; at most 20 minutes.
  --servers DIR
           instead of all that, the tests of docs/matrix.md behind the web servers of the Debian system whose root
           directory DIR is. The name of a release instead (bullseye, trixie) makes such a directory first, in
           integration-tests/target, with debootstrap and this machine's mirror. Needs root.
  --no-install
           install nothing; a line says what is missing
  --help   this text

Exit status: 0 all passed, 1 a step failed, 2 wrong usage.
JAVA_HOME chooses the JDK of the build.
TEXT
}

fast=false
wars=false
install=true
servers=
while [ $# -gt 0 ]; do
    case "$1" in
        --fast) fast=true ;;
        --wars) wars=true ;;
        --no-install) install=false ;;
        --servers)
            servers=${2:-}
            [ -n "$servers" ] || { echo "test.sh: --servers needs a directory or the name of a release" >&2; exit 2; }
            shift
            ;;
        --help | -h) usage; exit 0 ;;
        *) echo "test.sh: unknown option $1; ./test.sh --help lists the options" >&2; exit 2 ;;
    esac
    shift
done

have() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1; }

# The feature version of the JDK in the directory $1, or nothing if there is no compiler.
jdk_version() {
    [ -x "$1/bin/javac" ] || return 0
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

# All JDKs from 17 on, one "version directory" a line, the oldest first.
jdks() {
    local home version
    for home in /usr/lib/jvm/* "${JAVA_HOME:-}"; do
        [ -n "$home" ] && [ ! -L "$home" ] || continue
        version=$(jdk_version "$home")
        [ -n "$version" ] && [ "$version" -ge 17 ] && echo "$version $home"
    done | sort -n -u
}

apache_module() { [ -e "/usr/lib/apache2/modules/$1.so" ]; }

# The packages (names of Debian) whose programs are missing.
missing_packages() {
    [ -n "$(jdks)" ] || echo jdk
    have mvn || echo maven
    $fast && return
    have apache2 || echo apache2
    apache_module mod_fcgid || echo libapache2-mod-fcgid
    [ -e /usr/lib/apache2/suexec-custom ] || echo apache2-suexec-custom
    apache_module mod_jk || echo libapache2-mod-jk
    apache_module mod_xsendfile || echo libapache2-mod-xsendfile
    apache_module mod_shib || echo libapache2-mod-shib
    have lighttpd || echo lighttpd
    [ -e /usr/lib/lighttpd/mod_openssl.so ] || echo lighttpd-mod-openssl
    have nginx || echo nginx
    have haproxy || echo haproxy
    have caddy || echo caddy
    have h2o || echo h2o
    have spawn-fcgi || echo spawn-fcgi
    have cgi-fcgi || echo libfcgi-bin
    have openssl || echo openssl
    have curl || echo curl
    have unzip || echo unzip
    have ip || echo iproute2
    have pgrep || echo procps
    [ -x /lib/systemd/systemd ] || echo systemd
    have postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
    have setpriv || echo util-linux
    [ -z "$servers" ] || [ -d "$servers" ] || have debootstrap || echo debootstrap
    have groff || echo groff-base
}

# The headless JDK package that this release of the distribution has; 17 if there is a choice.
jdk_package() {
    local version
    for version in 17 21 25; do
        if apt-cache show "openjdk-$version-jdk-headless" >/dev/null 2>&1; then
            echo "openjdk-$version-jdk-headless"
            return
        fi
    done
    echo default-jdk-headless
}

# Where the daemons are that start with the machine, one name a line. The tests name another root.
system=${GANGWAY_TEST_SYSTEM:-}
enabled_services() {
    { find "$system/etc/systemd/system" -type l -path '*.wants/*' -name '*.service' 2>/dev/null
        find "$system"/etc/rc[2-5].d -type l -name 'S*' 2>/dev/null; } |
        sed 's|.*/||; s|\.service$||; s|^S[0-9][0-9]||' | sort -u
}

# The daemons that packages bring needn't run: the tests start their own. Debian's packages ask policy-rc.d whether
# they may start one; what they enable for the next boot is disabled again.
policy=$system/usr/sbin/policy-rc.d
policy_is_ours=false
forbid_daemons() {
    enabled_services >"$work/enabled"
    if [ -e "$policy" ] || [ -h "$policy" ]; then
        mv "$policy" "$policy.gangway" || return
    fi
    policy_is_ours=true
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
}

allow_daemons() {
    $policy_is_ours || return 0
    rm -f "$policy"
    if [ -e "$policy.gangway" ] || [ -h "$policy.gangway" ]; then
        mv "$policy.gangway" "$policy"
    fi
    policy_is_ours=false
    enabled_services | comm -13 "$work/enabled" - | while IFS= read -r service; do
        if have systemctl; then
            systemctl disable "$service" >/dev/null 2>&1
        else
            update-rc.d "$service" disable >/dev/null 2>&1
        fi
    done
}

clean_up() {
    allow_daemons
    [ -z "${newest:-}" ] || kill "$newest" 2>/dev/null
    rm -rf "$work"
}

install_missing() {
    local missing package
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    if ! $install || [ "$(id -u)" != 0 ] || ! have apt-get; then
        missing=$(echo $missing)
        missing=${missing/#jdk/a JDK from 17 on,}
        if $install; then
            echo "test.sh: please install $missing (Debian's names); root with apt-get gets them by itself" >&2
        else
            echo "test.sh: not there, and not installed because of --no-install: $missing (Debian's names)" >&2
        fi
    else
        local log=$logs/install.log begin=$SECONDS
        export DEBIAN_FRONTEND=noninteractive
        apt-get update >"$log" 2>&1
        missing=${missing/#jdk/$(jdk_package)}
        echo "test.sh: installing" $missing
        forbid_daemons
        if ! RUNLEVEL=1 apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
            # One package that this release doesn't have shall not keep the others out.
            for package in $missing; do
                RUNLEVEL=1 apt-get install -y --no-install-recommends "$package" >>"$log" 2>&1 ||
                    echo "test.sh: apt-get could not install $package; its output is in $log" >&2
            done
        fi
        allow_daemons
        echo "test.sh: installed in $((SECONDS - begin)) s"
    fi
    if [ -z "$(jdks)" ] || ! have mvn; then
        echo "test.sh: no build without a JDK from 17 on (with javac) and Maven" >&2
        exit 1
    fi
}

# Makes a WAR of Debian's examples for Tomcat 10. Their filter is a class of Tomcat's, which its jar brings to Jetty.
tomcat_examples() {
    local wars=integration-tests/target/foreign-wars content=/usr/share/tomcat10-examples/examples work=$work
    [ ! -e "$wars/tomcat10-examples.war" ] || return 0
    mkdir -p "$work/examples" && work=$work/examples
    if [ ! -d "$content" ] && have apt-get && (cd "$work" && apt-get download tomcat10-examples) >/dev/null 2>&1; then
        dpkg-deb -x "$work"/tomcat10-examples_*.deb "$work" && content=$work/usr/share/tomcat10-examples/examples
    fi
    if [ -d "$content" ]; then
        mkdir -p "$wars" && cp -rL "$content" "$work/war" &&
            "${maven[@]}" -q -N dependency:copy -Dartifact=org.apache.tomcat:tomcat-catalina:10.1.46 \
                "-DoutputDirectory=$work/war/WEB-INF/lib" &&
            "$JAVA_HOME/bin/jar" --create --file "$wars/tomcat10-examples.war" -C "$work/war" .
    fi
    [ -e "$wars/tomcat10-examples.war" ] || echo "test.sh: no package tomcat10-examples, its WAR is left out" >&2
}

# The address that this machine's apt gets Debian from.
mirror() {
    apt-get indextargets --format '$(ORIGIN) $(SITE) $(REPO_URI)' 2>/dev/null |
        sed -n '/[Ss]ecurity/d; s/^Debian .* //p' | head -n 1
}

# in_root COMMAND...: runs it in the directory $root as if that were the machine; no daemon starts there.
in_root() {
    # shellcheck disable=SC2016
    unshare --mount sh -c 'mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"' \
        "$root" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# Sets root to the directory of the system whose web servers are meant, which is made if need be.
find_root() {
    local log package release=$servers
    if [ "$(id -u)" != 0 ]; then
        echo "test.sh: --servers starts the web servers with chroot: please run it as root" >&2
        exit 1
    fi
    if [ -d "$servers" ]; then
        root=$(cd "$servers" && pwd)
        return
    fi
    if [ ! -e "/usr/share/debootstrap/scripts/$release" ]; then
        echo "test.sh: $release is neither a directory nor a release that debootstrap knows" >&2
        exit 2
    fi
    root=$PWD/integration-tests/target/root-$release
    [ ! -e "$root/complete" ] || return 0
    log=$root.log
    rm -rf "$root"
    mkdir -p "$root"
    echo "test.sh: making $root, which takes minutes; $log says how far it is"
    if ! debootstrap --variant=minbase "$release" "$root" "$(mirror)" >"$log" 2>&1; then
        echo "test.sh: debootstrap failed, $log says why" >&2
        exit 1
    fi
    # A release needn't have each of them. The Java is for what web servers start by themselves.
    for package in nginx apache2 libapache2-mod-fcgid libapache2-mod-jk lighttpd lighttpd-mod-openssl haproxy caddy h2o \
        openjdk-21-jre-headless openjdk-17-jre-headless; do
        [ "$package" != openjdk-17-jre-headless ] || ! [ -d "$root/usr/lib/jvm" ] || continue
        in_root apt-get install -y --no-install-recommends "$package" >>"$log" 2>&1 ||
            echo "test.sh: $release has no package $package"
    done
    touch "$root/complete"
}

logs=$PWD/target/test-logs
summary=()
failed=false
tests=0

# The number of tests that the modules in the log $1 ran.
tests_run() {
    sed -n 's/^\[[A-Z]*\] Tests run: \([0-9]*\), Failures: [0-9]*, Errors: [0-9]*, Skipped: [0-9]*$/\1/p' "$1" |
        { total=0; while read -r number; do total=$((total + number)); done; echo "$total"; }
}

# What the log $1 says of a failure: the tests with their messages, or else Maven's errors.
failures() {
    local found
    found=$(awk '/^\[ERROR\] (Failures|Errors):/ { on = 1 } /^\[[A-Z]*\] Tests run:/ { on = 0 } on && NF > 1' "$1")
    [ -n "$found" ] || found=$(grep '^\[ERROR\]' "$1" | head -n 30)
    [ -n "$found" ] || found=$(tail -n 20 "$1")
    head -n 100 <<<"$found"
}

# Keeps the output in the file $1, and says of each module how long it took.
modules() {
    local line module='' begin=$SECONDS
    while IFS= read -r line; do
        printf '%s\n' "$line"
        if [[ $line =~ ^\[INFO\]\ Building\ (.*[^\ ])\ +[^\ ]+\ +\[[0-9]+/[0-9]+\]$ ]]; then
            [ -z "$module" ] || echo "   $module: $((SECONDS - begin)) s" >&3
            module=${BASH_REMATCH[1]} begin=$SECONDS
        elif [[ $line == *'Reactor Summary'* || $line == '[INFO] BUILD '* ]]; then
            [ -z "$module" ] || echo "   $module: $((SECONDS - begin)) s" >&3
            module=
        fi
    done 3>&1 >"$1"
}

# step NAME COMMAND...: runs it, times it, remembers how it ended.
step() {
    local name=$1 begin=$SECONDS log=$logs/$((${#summary[@]} + 1)).log
    shift
    echo "test.sh: $name (output: ${log#"$PWD"/})"
    "$@" 2>&1 </dev/null | modules "$log"
    ended $? "$name" "$log" $((SECONDS - begin))
}

# ended STATUS NAME LOG SECONDS: remembers how a step ended.
ended() {
    local count result=passed
    if [ "$1" != 0 ]; then
        result=FAILED
        failed=true
    fi
    count=$(tests_run "$3")
    tests=$((tests + count))
    summary+=("$2: $result, $count tests, $4 s")
    echo "test.sh: ${summary[-1]}"
}

# The unit tests on the newest JDK, in a copy of what is built: the tests behind web servers run meanwhile. Fuzzing
# looks for what one JDK finds as well as another.
on_newest_jdk() {
    local copy=$work/newest
    mkdir "$copy" &&
        tar -c --exclude=.git --exclude='./integration-tests/target/root-*' --exclude=./target/test-logs . |
        tar -x -C "$copy" &&
        cd "$copy" &&
        exec "${maven[@]}" test "-Djvm=$newest_home/bin/java" -Dfuzz.skip=true
}

rm -rf "$logs" && mkdir -p "$logs" || exit 1
# Short, as sockets have short names; other users must get through.
work=$(mktemp -d "${TMPDIR:-/tmp}/gw.XXXXXX") && chmod 755 "$work" || exit 1
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export TMPDIR=$work
if $wars; then
    echo "test.sh: this takes at most 20 minutes; output is kept in target/test-logs"
elif $fast; then
    echo "test.sh: this takes about 5 minutes on two cores; output is kept in target/test-logs"
else
    echo "test.sh: this takes about 17 minutes on two cores (--fast: 5); output is kept in target/test-logs"
fi

install_missing
all=$(jdks)
if [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_version "$JAVA_HOME" | grep . || echo 0)" -lt 17 ]; then
    echo "test.sh: JAVA_HOME is $JAVA_HOME, which is no JDK from 17 on; taking $(head -n 1 <<<"$all" | cut -d ' ' -f 2-)" >&2
fi
if [ -z "${JAVA_HOME:-}" ] || [ "$(jdk_version "$JAVA_HOME" | grep . || echo 0)" -lt 17 ]; then
    JAVA_HOME=$(head -n 1 <<<"$all" | cut -d ' ' -f 2-)
fi
export JAVA_HOME PATH="$PATH:/usr/sbin:/sbin"
build_version=$(jdk_version "$JAVA_HOME")
newest_version=$(tail -n 1 <<<"$all" | cut -d ' ' -f 1)
newest_home=$(tail -n 1 <<<"$all" | cut -d ' ' -f 2-)
# Two test JVMs where nothing else runs beside them (forkCount): many tests wait.
maven=(mvn -B -ntp -Dstyle.color=never "-Dsurefire.arguments=-Xmx512m -Djava.io.tmpdir=$work")

if [ -n "$servers" ]; then
    find_root
    step "tests behind the web servers of $servers on JDK $build_version" "${maven[@]}" verify -pl integration-tests \
        -am -DskipITs=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dgroups=servers \
        "-Dgangway.servers=$root"
    [ -f integration-tests/target/matrix.md ] && cat integration-tests/target/matrix.md
elif $wars; then
    tomcat_examples
    step "foreign WARs on JDK $build_version" timeout 1200 "${maven[@]}" verify -Pwars -pl integration-tests -am \
        -DskipITs=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
    [ -f integration-tests/target/wars.md ] && sed -n '/^|/p; /^Not run/p' integration-tests/target/wars.md
elif $fast; then
    step "unit tests on JDK $build_version" "${maven[@]}" test -DforkCount=2
else
    step "build and unit tests on JDK $build_version" "${maven[@]}" verify -DforkCount=2
    if $failed; then
        summary+=("tests behind web servers, unit tests on the newest JDK: not run, as the step before failed")
    else
        newest=
        if [ "$newest_version" -gt "$build_version" ]; then
            newest_log=$logs/newest.log
            echo "test.sh: unit tests on JDK $newest_version meanwhile (output: ${newest_log#"$PWD"/})"
            on_newest_jdk >"$newest_log" 2>&1 </dev/null &
            newest=$!
        fi
        step "tests behind web servers on JDK $build_version" "${maven[@]}" verify -DskipITs=false -Dtest=none \
            -Dsurefire.failIfNoSpecifiedTests=false "-Dgangway.newest=$newest_home"
        begin=$SECONDS
        if [ -n "$newest" ]; then
            wait "$newest"
            ended $? "unit tests on JDK $newest_version" "$newest_log" "$((SECONDS - begin)) more"
        else
            summary+=("unit tests on the newest JDK: that is the one above")
        fi
    fi
    [ -f integration-tests/target/matrix.md ] && cat integration-tests/target/matrix.md
fi

echo
printf 'test.sh: %s\n' "${summary[@]}"
if $failed; then
    echo "test.sh: FAILED after $tests tests in $SECONDS s; what failed:"
    for log in "$logs"/*.log; do
        grep -q '^\[INFO\] BUILD SUCCESS' "$log" || { failures "$log"; echo "test.sh: all of it is in $log"; }
    done
    exit 1
fi
echo "test.sh: passed, $tests tests in $SECONDS s"
