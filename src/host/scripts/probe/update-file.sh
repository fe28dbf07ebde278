#!/bin/sh
# The file of updates for this CPU, where there is one: "path size ctime-in-seconds", then base64. The change time says
# when dpkg put it there; the modification time is the one of the package.
cd /lib/firmware || exit 3
field() { sed -n "s/^$1[[:space:]]*: //p" /proc/cpuinfo | head -n 1; }
family=$(field 'cpu family') model=$(field model) stepping=$(field stepping)
case $(field vendor_id) in
GenuineIntel) file=intel-ucode/$(printf '%02x-%02x-%02x' "$family" "$model" "$stepping") ;;
AuthenticAMD) if [ "$family" -ge 21 ]; then file=amd-ucode/microcode_amd_fam$(printf %02x "$family")h.bin; else file=amd-ucode/microcode_amd.bin; fi ;;
*) exit 3 ;;
esac
# Debian keeps updates that only the early loader may apply in a second file.
set --
for part in "$file" "$file.initramfs"; do
  [ ! -f "$part" ] || set -- "$@" "$part"
done
[ $# -gt 0 ] || exit 3
stat -L -c "/lib/firmware/$1 %s %Z" "$1"
cat "$@" | head -c 4194304 | base64
