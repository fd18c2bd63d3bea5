#!/usr/bin/env bash
# Builds Gangway and runs its tests. ./test.sh --help says what and how.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

usage() {
    cat <<'TEXT'
Usage: ./test.sh [--fast | --wars]
Builds Gangway and runs the unit tests, the tests behind real web servers, and the unit tests once more on the
newest JDK of this machine. What is missing is installed where this user may (root, apt-get); otherwise one line
says what to install. A web server that is missing skips its tests; with CI set in the environment it fails them.

  --fast   the unit tests only, on one JDK
  --wars   instead of all that, WARs that nobody here wrote: the same requests over Jetty's own HTTP connector and
           over FastCGI must have the same answers. Maven and apt-get fetch the WARs; at most 20 minutes.
  --help   this text

Exit status: 0 all passed, 1 a step failed, 2 wrong usage.
JAVA_HOME chooses the JDK of the build.
TEXT
}

fast=false
wars=false
for argument in "$@"; do
    case "$argument" in
        --fast) fast=true ;;
        --wars) wars=true ;;
        --help | -h) usage; exit 0 ;;
        *) echo "test.sh: unknown option $argument; ./test.sh --help lists the options" >&2; exit 2 ;;
    esac
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
    apache_module mod_jk || echo libapache2-mod-jk
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
    have postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
    have setpriv || echo util-linux
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

install_missing() {
    local missing log package
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    if [ "$(id -u)" != 0 ] || ! have apt-get; then
        echo "test.sh: please install" ${missing//jdk/a JDK from 17 on,} "(Debian's names); root with apt-get gets them by itself" >&2
    else
        log=$(mktemp)
        export DEBIAN_FRONTEND=noninteractive
        apt-get update >"$log" 2>&1
        missing=${missing/#jdk/$(jdk_package)}
        echo "test.sh: installing" $missing
        # The daemons that the packages bring needn't run: the tests start their own.
        if ! RUNLEVEL=1 apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
            # One package that this release doesn't have shall not keep the others out.
            for package in $missing; do
                RUNLEVEL=1 apt-get install -y --no-install-recommends "$package" >>"$log" 2>&1 ||
                    echo "test.sh: apt-get could not install $package" >&2
            done
        fi
        rm -f "$log"
    fi
    if [ -z "$(jdks)" ] || ! have mvn; then
        echo "test.sh: no build without a JDK from 17 on (with javac) and Maven" >&2
        exit 1
    fi
}

# Makes a WAR of Debian's examples for Tomcat 10. Their filter is a class of Tomcat's, which its jar brings to Jetty.
tomcat_examples() {
    local wars=integration-tests/target/foreign-wars content=/usr/share/tomcat10-examples/examples work
    [ ! -e "$wars/tomcat10-examples.war" ] || return 0
    work=$(mktemp -d)
    if [ ! -d "$content" ] && have apt-get && (cd "$work" && apt-get download tomcat10-examples) >/dev/null 2>&1; then
        dpkg-deb -x "$work"/tomcat10-examples_*.deb "$work" && content=$work/usr/share/tomcat10-examples/examples
    fi
    if [ -d "$content" ]; then
        mkdir -p "$wars" && cp -rL "$content" "$work/war" &&
            "${maven[@]}" -q -N dependency:copy -Dartifact=org.apache.tomcat:tomcat-catalina:10.1.46 \
                "-DoutputDirectory=$work/war/WEB-INF/lib" &&
            "$JAVA_HOME/bin/jar" --create --file "$wars/tomcat10-examples.war" -C "$work/war" .
    fi
    rm -rf "$work"
    [ -e "$wars/tomcat10-examples.war" ] || echo "test.sh: no package tomcat10-examples, its WAR is left out" >&2
}

summary=()
failed=false

# step NAME COMMAND...: runs it, times it, remembers how it ended.
step() {
    local name=$1 begin=$SECONDS
    shift
    echo "== $name"
    if "$@"; then
        summary+=("$name: passed ($((SECONDS - begin)) s)")
    else
        summary+=("$name: FAILED ($((SECONDS - begin)) s)")
        failed=true
    fi
}

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
maven=(mvn -B -ntp)

if $wars; then
    tomcat_examples
    step "foreign WARs on JDK $build_version" timeout 1200 "${maven[@]}" verify -Pwars -pl integration-tests -am \
        -DskipITs=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
    [ -f integration-tests/target/wars.md ] && sed -n '/^|/p; /^Not run/p' integration-tests/target/wars.md
elif $fast; then
    step "unit tests on JDK $build_version" "${maven[@]}" test
else
    step "build, unit tests and tests behind web servers on JDK $build_version" "${maven[@]}" verify -DskipITs=false
    if $failed; then
        summary+=("unit tests on the newest JDK: not run")
    elif [ "$newest_version" -gt "$build_version" ]; then
        step "unit tests on JDK $newest_version" "${maven[@]}" test "-Djvm=$newest_home/bin/java"
    else
        summary+=("unit tests on the newest JDK: that is the one above")
    fi
    [ -f integration-tests/target/matrix.md ] && cat integration-tests/target/matrix.md
fi

echo
printf 'test.sh: %s\n' "${summary[@]}"
if $failed; then
    echo "test.sh: FAILED after $SECONDS s"
    exit 1
fi
echo "test.sh: passed in $SECONDS s"
