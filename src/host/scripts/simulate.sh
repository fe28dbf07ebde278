#!/bin/sh
# simulate.sh PACKAGE: what apt would install, with lists as fresh as the mirrors give them, without changing the host: the
# lists are updated in a copy of their own. Prints "update CODE", apt's last complaints as "say TEXT", then "simulation CODE" and apt-get's words.
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
echo "simulation $code"
printf '%s\n' "$said"
