#!/bin/sh
# install.sh PACKAGE [VERSION], run by the unit that install-start.sh makes: updates the lists, looks again at what apt would do, and installs.
# Exit 4: apt would do more than install or upgrade PACKAGE and iucode-tool. 5: it is installed, and an ESP that proxmox-boot-tool
# knows is not there. Otherwise the exit status of apt-get install.
export DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
package=$1
wanted=$1${2:+=$2}
downgrades=${2:+--allow-downgrades}
# On a terminal of its own, so that what apt says arrives when it says it. (script is in bsdutils, which is essential.)
run() {
  echo "# $*"
  script -qefc "$*" /dev/null
}
# The hooks of the initramfs pass over an ESP that is not there, and say so in the middle of much else.
esps() {
  [ -s /etc/kernel/proxmox-boot-uuids ] && command -v proxmox-boot-tool >/dev/null || return 0
  run proxmox-boot-tool status
  missing=$(while read -r uuid; do [ -e "/dev/disk/by-uuid/$uuid" ] || echo "$uuid"; done </etc/kernel/proxmox-boot-uuids)
  [ -n "$missing" ] || return 0
  echo "$package is installed, and these ESPs are not there, so that they got no new initramfs:"
  printf '%s\n' "$missing"
  return 5
}
install() {
  run apt-get -o DPkg::Lock::Timeout=300 update ||
    echo "apt-get update ended with $?: a repository did not answer. Going on; what counts is whether the package can be had."
  would=$(apt-get -s install "$wanted") || {
    code=$?
    printf '%s\n' "$would"
    return "$code"
  }
  more=$(printf '%s\n' "$would" | awk -v package="$package" '
    $1 == "Remv" { print "remove " $2 }
    $2 == package || $2 == "iucode-tool" { next }
    $1 == "Inst" { print "install " $2 }
    $1 == "Inst" { installs[$2] = 1 }
    $1 == "Conf" && !($2 in installs) { print "configure " $2 }')
  if [ -n "$more" ]; then
    echo "apt would do more than was shown before, so nothing was done:"
    printf '%s\n' "$more"
    return 4
  fi
  run apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 ${downgrades:+"$downgrades"} install "$wanted" || return
  esps
}
code=0
install </dev/null || code=$?
echo "$code" >/run/pve-doctor/install.exit.new
mv /run/pve-doctor/install.exit.new /run/pve-doctor/install.exit
exit "$code"
