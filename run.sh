#!/bin/sh
# ./run.sh            builds what is stale and shows the sample application in a browser
# ./run.sh ARGUMENTS  builds what is stale and runs: gangway ARGUMENTS
# The port of the first form: PORT=9000 ./run.sh, or ./run.sh --port 9000.
set -eu

self=$0
while [ -h "$self" ]; do
    link=$(readlink "$self")
    case $link in
        /*) self=$link ;;
        *) self=$(dirname "$self")/$link ;;
    esac
done
root=$(cd "$(dirname "$self")" && pwd -P)
gangway=$root/connector-launcher/target/gangway/bin/gangway
sample=$root/sample-webapp/target/sample-webapp.war
stamp=$root/target/run.stamp
log=$root/target/run.log

# The feature release of the javac that Maven would use, or 0.
javac_release() {
    javac=javac
    if [ -n "${JAVA_HOME:-}" ]; then
        javac=$JAVA_HOME/bin/javac
    fi
    release=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || release=
    echo "${release:-0}"
}

# What the user chose is not replaced by a package: it is named.
check_choice() {
    if [ -n "${JAVA_HOME:-}" ] && [ "$(javac_release)" -lt 17 ]; then
        found="has no javac that runs"
        if [ "$(javac_release)" -ne 0 ]; then
            found="is a JDK $(javac_release)"
        fi
        echo "run.sh: JAVA_HOME is $JAVA_HOME, which $found; set it to a JDK 17 or later, or unset it" >&2
        exit 1
    fi
    if [ -n "${JAVA_CMD:-}" ]; then
        release=$("$JAVA_CMD" -version 2>&1 | sed -n 's/^[a-z]* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p') || release=
        if [ "${release:-0}" -lt 17 ]; then
            found="is no Java that runs"
            if [ -n "$release" ]; then
                found="is Java $release"
            fi
            echo "run.sh: JAVA_CMD is $JAVA_CMD, which $found; set it to the bin/java of a JRE 17 or later, or unset it" >&2
            exit 1
        fi
    fi
}

# quietly WHAT COMMAND...: its output goes to the log, unless it fails.
quietly() {
    what=$1
    shift
    if ! "$@" </dev/null >>"$log" 2>&1; then
        fail "$what"
    fi
}

# The end of the output, or Maven's own errors, and where the rest is.
fail() {
    { grep '^\[ERROR\]' "$log" || tail -n 5 "$log"; } | head -n 15 >&2
    echo "run.sh: $1; all of the output is in $log" >&2
    exit 1
}

# Keeps Maven's output in the log, and says which of the modules it is at.
progress() {
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            '[INFO] Building '*/*']')
                line=${line#'[INFO] Building '}
                number=${line##*[}
                name=${line%[*}
                name=${name%"${name##*[! ]}"}
                name=${name% *}
                echo "run.sh:   ${number%]} $name" >&2
                ;;
        esac
    done
}

require_tools() {
    check_choice
    missing=
    if [ "$(javac_release)" -lt 17 ]; then
        missing=jdk
    fi
    if ! command -v mvn >/dev/null 2>&1; then
        missing="$missing maven"
    fi
    if [ -z "$missing" ]; then
        return
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "run.sh: a JDK 17 or later and Maven 3.8 or later are needed; install them (Debian: apt-get install default-jdk-headless maven)" >&2
        exit 1
    fi
    echo "run.sh: installing a JDK and Maven, once; a minute or two" >&2
    export DEBIAN_FRONTEND=noninteractive
    quietly "apt-get update failed" apt-get update
    jdk=default-jdk-headless
    if apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1; then
        jdk=openjdk-17-jdk-headless
    fi
    quietly "apt-get could not install $jdk and maven" \
        apt-get install -y --no-install-recommends "$jdk" maven ca-certificates
    if [ "$(javac_release)" -lt 17 ]; then
        echo "run.sh: $(command -v javac || echo javac) is older than 17; set JAVA_HOME to a JDK 17 or later" >&2
        exit 1
    fi
}

# A directory is newer than the stamp when a file in it was added, renamed or removed.
is_stale() {
    if [ ! -f "$stamp" ] || [ ! -x "$gangway" ] || [ ! -f "$sample" ]; then
        return 0
    fi
    newer=$(find "$root/pom.xml" "$root/.mvn" "$root"/connector-*/pom.xml "$root"/connector-*/ee*/pom.xml \
        "$root"/connector-*/src/main "$root"/connector-*/ee*/src/main "$root"/sample-webapp/pom.xml "$root"/sample-webapp/src/main \
        -newer "$stamp" 2>/dev/null | head -n 1)
    [ -n "$newer" ]
}

build() {
    mkdir -p "$root/target"
    : >"$log"
    require_tools
    echo "run.sh: building; the first time takes a few minutes, as Maven fetches the libraries" >&2
    : >"$stamp.new"
    rm -f "$root/target/run.built"
    {
        cd "$root" && mvn -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true \
            -pl connector-launcher,sample-webapp -am package </dev/null 2>&1 && : >"$root/target/run.built"
    } | progress
    if [ ! -f "$root/target/run.built" ]; then
        fail "the build failed"
    fi
    rm -f "$root/target/run.built"
    mv "$stamp.new" "$stamp"
    echo "run.sh: built" >&2
}

if is_stale; then
    build
fi

case ${1:-} in
    '')
        if [ -n "${PORT:-}" ]; then
            set -- --port "$PORT"
        fi
        exec "$gangway" demo "$sample" "$@"
        ;;
    --port | --port=*)
        exec "$gangway" demo "$sample" "$@"
        ;;
    *)
        exec "$gangway" "$@"
        ;;
esac
