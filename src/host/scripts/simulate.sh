#!/bin/sh
# simulate.sh PACKAGE[=VERSION] [FILE]...: what apt would install, with lists as fresh as the mirrors give them, without changing the
# host: the lists are updated in a copy of their own. The package is fetched beside them, and what it has of each FILE read.
# Prints "update CODE", apt's last complaints as "say TEXT", "from NAME SUITE" for PACKAGE and for iucode-tool, where apt would install
# them, and each suite that has that version (by its Release file's Codename; as it stands in the sources where that has none), "content VERSION" with the FILEs'
# bytes as base64 where the package could be read, then "simulation CODE" and apt-get's words.
set -u
copy=$(mktemp -d /var/tmp/pve-doctor-lists.XXXXXX) || exit 7
trap 'rm -rf -- "$copy"' EXIT
trap 'exit 129' HUP INT TERM
mkdir -p "$copy/lists/partial" "$copy/cache"
cp -a /var/lib/apt/lists/. "$copy/lists/"
chmod 755 "$copy"
chown -R _apt "$copy/lists/partial" 2>/dev/null
with() {
  program=$1
  shift
  "$program" -o "Dir::State::Lists=$copy/lists" -o "Dir::Cache=$copy/cache" -o DPkg::Lock::Timeout=30 \
    -o APT::Update::Post-Invoke::= -o APT::Update::Post-Invoke-Success::= -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=0 "$@"
}
code=0
said=$(with apt-get -qq update 2>&1) || code=$?
echo "update $code"
printf '%s\n' "$said" | sed -n '/./s/^/say /p' | tail -n 20
code=0
said=$(with apt-get -s install "$1" 2>&1) || code=$?
# content PACKAGE VERSION FILE...: on a slow line it is done without.
content() {
  wanted=$1=$2 version=$2
  shift 2
  cd "$copy" && with apt-get -qq download "$wanted" >/dev/null 2>&1 || return
  for file; do
    set -- "$@" "*$file"
    shift
  done
  echo "content $version"
  dpkg-deb --fsys-tarfile ./*.deb 2>/dev/null | tar -xO --wildcards "$@" 2>/dev/null | base64
}
# origin PACKAGE VERSION: apt-cache policy has each index with its release's names first, then the package's versions with their indexes.
origin() {
  { with apt-cache policy && with apt-cache policy "$1"; } 2>/dev/null | awk -v package="$1" -v wanted="$2" '
    / Packages$/ { $1 = ""; file = $0 }
    / Packages$/ && taken { print "from", package, (file in names ? names[file] : $3) }
    /^ +release / && match($0, /(^|[ ,])n=[^,]*/) { name = substr($0, RSTART, RLENGTH); sub(/.*n=/, "", name); names[file] = name }
    /^  Version table:/ { table = 1 }
    table && /^ (\*\*\*|   ) [^ ]/ { taken = ($1 == "***" ? $2 : $1) == wanted }' | sort -u
}
version_of() {
  [ "$code" != 0 ] || printf '%s\n' "$said" | sed -n "s/^Inst $1 \(\[[^]]*\] \)\{0,1\}(\([^ ]*\) .*/\2/p" | head -n 1
}
package=${1%%=*}
for name in "$package" iucode-tool; do
  version=$(version_of "$name")
  if [ -n "$version" ]; then origin "$name" "$version"; fi
done
version=$(version_of "$package")
if [ -n "$version" ] && [ $# -gt 1 ]; then
  shift
  content "$package" "$version" "$@"
fi
echo "simulation $code"
printf '%s\n' "$said"
