#!/bin/sh
# The file of updates for this CPU, where there is one: "path size ctime-in-seconds", then base64. The change time says
# when dpkg put it there; the modification time is the one of the package.
cd /lib/firmware || exit 3
name=$(awk -F '[[:space:]]*: ' '
  /^(vendor_id|cpu family|model|stepping)[[:space:]]*:/ { value[$1] = $2 }
  /^$/ { exit }
  END {
    family = value["cpu family"]
    if (value["vendor_id"] == "GenuineIntel") printf "intel-ucode/%02x-%02x-%02x", family, value["model"], value["stepping"]
    else if (value["vendor_id"] == "AuthenticAMD" && family >= 21) printf "amd-ucode/microcode_amd_fam%02xh.bin", family
    else if (value["vendor_id"] == "AuthenticAMD") printf "amd-ucode/microcode_amd.bin"
  }
' /proc/cpuinfo)
[ -n "$name" ] || exit 3
# Debian keeps updates that only the early loader may apply in a second file.
set --
for part in "$name" "$name.initramfs"; do
  [ ! -f "$part" ] || set -- "$@" "$part"
done
[ $# -gt 0 ] || exit 3
stat -L -c "/lib/firmware/$1 %s %Z" "$1"
cat "$@" | head -c 4194304 | base64
