#!/bin/sh
# setup-debian.sh: installs the packages of debian-packages.txt that are missing; does nothing when all are there.
# Needs root, or sudo that asks for no password. Starts none of their services.
set -eu
list=$(dirname "$0")/debian-packages.txt
missing=
while read -r package; do
  case $package in '' | '#'*) continue ;; esac
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = 'install ok installed' ] || missing="$missing $package"
done <"$list"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || {
    echo "Debian packages are missing:$missing. Run scripts/setup-debian.sh as root." >&2
    exit 1
  }
  exec sudo -n sh "$0"
fi
export DEBIAN_FRONTEND=noninteractive
available() { apt-cache show "$1" >/dev/null 2>&1; }
echo "Updating apt's lists for:$missing"
apt-get -q -q -o DPkg::Lock::Timeout=120 update </dev/null || echo "apt-get update failed in part; going on with the lists that are there"
wanted=
for package in $missing; do
  # A release may keep a package in a component that is not enabled here (iucode-tool up to bullseye: contrib).
  if available "$package"; then wanted="$wanted $package"; else echo "$package is in no enabled component of this computer's sources: left out"; fi
done
[ -n "$wanted" ] || exit 0
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
echo "Installing:$wanted"
# shellcheck disable=SC2086 # a list of names
apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends $wanted </dev/null
