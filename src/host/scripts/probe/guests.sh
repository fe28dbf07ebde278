#!/bin/sh
# The guests of this node from what pvestatd saw (qm list says "running" of a guest in internal-error, and takes a second).
# Parts: the time; .rrd; .vmlist; of every configuration its name and the few keys that are wanted; QEMU's process ids.
[ -d /etc/pve ] || exit 3
cd /etc/pve || exit 4
# Without pmxcfs the folder is empty.
[ -e .rrd ] || exit 5
[ -r .rrd ] || exit 4
echo "now $(date +%s)"
echo "node $(sed -n 's/.*"nodename": *"\([^"]*\)".*/\1/p' .members)"
grep -E '^pve[-0-9.a-z]*vm[-0-9.a-z]*/' .rrd | sed 's/^/rrd /'
tr -d '\n' <.vmlist | grep -oE '"[0-9]+": *\{[^}]*\}' | sed 's/^/vm /'
# A configuration holds secrets, and repeats its keys for each snapshot: only these keys, and only before the first [.
for conf in local/qemu-server/*.conf local/lxc/*.conf; do
  [ -f "$conf" ] || continue
  sed -n -e '/^\[/q' -e "s#^\(name\|hostname\|onboot\|lock\|template\): *#conf $conf \1 #p" "$conf"
done
for file in /run/qemu-server/*.pid; do
  [ ! -f "$file" ] || echo "pid ${file##*/} $(cat "$file")"
done
