#!/bin/sh
# The guests of this node from what pvestatd saw (qm list says "running" of a guest in internal-error, and takes a second).
# Parts: the time; .rrd; .vmlist; of every configuration its name and the few keys that are wanted; QEMU's process
# ids, each with the time at which QEMU wrote it.
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
set -- local/qemu-server/*.conf local/lxc/*.conf
grep -sHE '^(\[|(name|hostname|onboot|lock|template):)' "$@" | awk '
  { file = substr($0, 1, index($0, ":") - 1); line = substr($0, index($0, ":") + 1) }
  line ~ /^\[/ { snapshots[file] = 1 }
  !(file in snapshots) {
    key = substr(line, 1, index(line, ":") - 1)
    sub(/^[^:]*: */, "", line)
    print "conf", file, key, line
  }
'
for file in /run/qemu-server/*.pid; do
  if [ -f "$file" ] && read -r pid <"$file"; then echo "pid ${file##*/} $pid $(stat -c %Y "$file")"; fi
done
