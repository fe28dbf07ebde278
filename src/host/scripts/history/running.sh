#!/bin/sh
# The virtual machines that run now: "VMID SECONDS", the second being when QEMU wrote its process id.
[ -d /run/qemu-server ] || exit 3
cd /run/qemu-server || exit 4
for file in *.pid; do
  [ -f "$file" ] || continue
  read -r pid <"$file" || continue
  [ ! -d "/proc/$pid" ] || echo "${file%.pid} $(stat -c %Y "$file")"
done
