#!/bin/sh
# The firmware's own words, as the kernel shows them to everybody.
cd /sys/class/dmi/id || exit 3
for name in bios_vendor bios_version bios_date board_vendor board_name; do
  if [ -r "$name" ] && read -r value <"$name"; then echo "$name=$value"; fi
done
