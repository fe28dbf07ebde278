#!/bin/sh
# What was installed, upgraded and removed, from apt's and dpkg's own logs and their rotated parts. Lines
# "dpkg SECONDS ACTION PACKAGE OLD NEW" for what bears on guests and their host: microcode, kernels, QEMU, firmware; and
# "apt SECONDS COUNT COMMAND" for each run of apt. Both logs write local time; mktime knows the offset of each day.
[ -r /var/log/dpkg.log ] || [ -r /var/log/apt/history.log ] || exit 3
# Oldest first, in the order of their numbers.
parts() {
  for number in 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1; do
    [ ! -r "$1.$number.gz" ] || zcat -- "$1.$number.gz"
    [ ! -r "$1.$number" ] || cat -- "$1.$number"
  done
  [ ! -r "$1" ] || cat -- "$1"
}
parts /var/log/dpkg.log | awk '
  $3 ~ /^(install|upgrade|remove|purge)$/ && $4 ~ /^(intel-microcode|amd64-microcode|(pve|proxmox)-kernel-[0-9]|linux-image-[0-9]|(pve-)?qemu-(server|kvm)|pve-qemu-kvm|qemu-system-x86|pve-firmware|firmware-|pve-edk2-firmware)/ {
    split($1 " " $2, t, /[-: ]/)
    sub(/:.*/, "", $4)
    print "dpkg", mktime(t[1] " " t[2] " " t[3] " " t[4] " " t[5] " " t[6]), $3, $4, $5, $6
  }' | tail -n 2000
parts /var/log/apt/history.log | awk '
  /^Start-Date: / { split($2 " " $3, t, /[-: ]/); at = mktime(t[1] " " t[2] " " t[3] " " t[4] " " t[5] " " t[6]); count = 0; command = "" }
  /^Commandline: / { command = substr($0, 14, 200) }
  /^(Install|Upgrade|Downgrade|Reinstall|Remove|Purge): / { count += gsub(/\(/, "(") }
  /^End-Date: / { if (at > 0) print "apt", at, count, command; at = 0 }
  ' | tail -n 1000
