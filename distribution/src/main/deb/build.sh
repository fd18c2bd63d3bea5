#!/bin/sh
# Makes a Debian package of the release archive: build.sh ARCHIVE VERSION TIMESTAMP DIRECTORY
set -eu

if ! command -v dpkg-deb >/dev/null 2>&1; then
    echo "build.sh: no Debian package without dpkg-deb (Debian: apt-get install dpkg)" >&2
    exit 0
fi
archive=$1
version=$(echo "$2" | sed 's/-/~/')
SOURCE_DATE_EPOCH=$(date -u -d "$3" +%s)
export SOURCE_DATE_EPOCH
source=$(cd "$(dirname "$0")" && pwd)
umask 022
root=$4/deb
rm -rf "$root"
home=$root/usr/share/gangway
mkdir -p "$home" "$root/DEBIAN" "$root/etc/gangway" "$root/etc/logrotate.d" "$root/usr/bin" \
    "$root/lib/systemd/system" "$root/usr/lib/sysusers.d" "$root/usr/lib/tmpfiles.d" "$root/usr/share/doc/gangway"

tar -xzf "$archive" -C "$home" --strip-components=1
ln -s ../share/gangway/bin/gangway "$root/usr/bin/gangway"
mv "$home"/share/systemd/gangway@.* "$root/lib/systemd/system/"
mv "$home/share/systemd/gangway.sysusers" "$root/usr/lib/sysusers.d/gangway.conf"
mv "$home/share/systemd/gangway.tmpfiles" "$root/usr/lib/tmpfiles.d/gangway.conf"
rmdir "$home/share/systemd"
mv "$home/share/gangway.logrotate" "$root/etc/logrotate.d/gangway"
mv "$home/share/example.conf" "$root/etc/gangway/example.conf.sample"
mv "$home/share/man" "$home/share/bash-completion" "$root/usr/share/"
# It is read by bash, not run.
sed -i '1{/^#!/d}' "$root/usr/share/bash-completion/completions/gangway"
gzip -9n "$root"/usr/share/man/man1/*.1
mv "$home"/*.md "$home/docs" "$root/usr/share/doc/gangway/"
# Debian has the licence in a file of this name.
sed -i 's/(LICENSE)/(copyright)/' "$root"/usr/share/doc/gangway/*.md
# apt-listchanges reads its own format; what has changed is said where everybody reads it.
maintainer=$(sed -n 's/^Maintainer: //p' "$source/control")
printf 'gangway (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$(LC_ALL=C date -u -R -d "$3")" | gzip -9n >"$root/usr/share/doc/gangway/changelog.gz"
rm "$home/LICENSE"
cp "$source/copyright" "$root/usr/share/doc/gangway/copyright"
mkdir -p "$root/usr/share/lintian/overrides"
cp "$source/lintian-overrides" "$root/usr/share/lintian/overrides/gangway"

cp "$source/postinst" "$source/prerm" "$source/postrm" "$root/DEBIAN/"
chmod 755 "$root"/DEBIAN/post* "$root"/DEBIAN/prerm
(cd "$root" && find etc -type f | sed 's,^,/,' | LC_ALL=C sort) >"$root/DEBIAN/conffiles"
size=$(du -ks --apparent-size "$root" | cut -f 1)
sed "s/@VERSION@/$version/; s/@SIZE@/$size/" "$source/control" >"$root/DEBIAN/control"
(cd "$root" && find usr lib -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# Jars are compressed already.
dpkg-deb --root-owner-group -Zgzip -z1 --build "$root" "$4/gangway_${version}_all.deb" >/dev/null
rm -rf "$root"
