#!/bin/sh
# simulate.sh PACKAGE [FILE]...: what apt would install, with lists as fresh as the mirrors give them, without changing the
# host: the lists are updated in a copy of their own. The package is fetched beside them, and what it has of each FILE read.
# Prints "update CODE", apt's last complaints as "say TEXT", "content VERSION" with the FILEs' bytes as base64 where the
# package could be read, then "simulation CODE" and apt-get's words.
set -u
copy=$(mktemp -d /var/tmp/pve-doctor-lists.XXXXXX) || exit 7
trap 'rm -rf -- "$copy"' EXIT
trap 'exit 129' HUP INT TERM
mkdir -p "$copy/lists/partial" "$copy/cache"
cp -a /var/lib/apt/lists/. "$copy/lists/"
chmod 755 "$copy"
chown -R _apt "$copy/lists/partial" 2>/dev/null
with() {
  apt-get -o "Dir::State::Lists=$copy/lists" -o "Dir::Cache=$copy/cache" -o DPkg::Lock::Timeout=30 \
    -o APT::Update::Post-Invoke::= -o APT::Update::Post-Invoke-Success::= -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=0 "$@"
}
code=0
said=$(with -qq update 2>&1) || code=$?
echo "update $code"
printf '%s\n' "$said" | sed -n '/./s/^/say /p' | tail -n 20
code=0
said=$(with -s install "$1" 2>&1) || code=$?
# content PACKAGE VERSION FILE...: on a slow line it is done without.
content() {
  wanted=$1=$2 version=$2
  shift 2
  cd "$copy" && with -qq download "$wanted" >/dev/null 2>&1 || return
  for file; do
    set -- "$@" "*$file"
    shift
  done
  echo "content $version"
  dpkg-deb --fsys-tarfile ./*.deb 2>/dev/null | tar -xO --wildcards "$@" 2>/dev/null | base64
}
version=$(printf '%s\n' "$said" | sed -n "s/^Inst $1 \(\[[^]]*\] \)\{0,1\}(\([^ ]*\) .*/\2/p" | head -n 1)
if [ "$code" = 0 ] && [ -n "$version" ] && [ $# -gt 1 ]; then
  package=$1
  shift
  content "$package" "$version" "$@"
fi
echo "simulation $code"
printf '%s\n' "$said"
