#!/bin/sh
# before-reboot.sh: what a reboot of this host would touch beside its own programs. Reads only. Lines, each with its own limit of time:
#   interfaces-new            network changes wait for the next boot (pvenetcommit applies them)
#   gateway IP MAC, dns IP MAC, mac VMID MAC, down VMID SECONDS, votes WORD NUMBER (as
#   corosync-quorumtool counts), ceph WORDS (ceph health), ha TEXT (/etc/pve/ha/manager_status)
[ ! -e /etc/network/interfaces.new ] || echo interfaces-new
hardware_address() {
  ip neigh show "$1" | sed -n 's/.* lladdr \([0-9a-f:]*\).*/\1/p' | head -n 1
}
for address in $(ip -o route show default | sed -n 's/.* via \([^ ]*\).*/\1/p'); do
  echo "gateway $address $(hardware_address "$address")"
done
sed -n 's/^nameserver[[:blank:]]*\([^ ]*\).*/\1/p' /etc/resolv.conf | while read -r address; do
  echo "dns $address $(hardware_address "$address")"
done
[ -d /etc/pve ] || exit 0
# Configurations repeat their keys for each snapshot, behind the first [. (Debian's awk, mawk, knows no {5} in a pattern.)
timeout 5 sh -c 'cd /etc/pve/local && grep -sHE "^(\[|net[0-9]+:|startup:)" qemu-server/*.conf lxc/*.conf' | awk '
  {
    file = substr($0, 1, index($0, ":") - 1)
    line = substr($0, index($0, ":") + 1)
    vmid = file
    gsub(/[^0-9]/, "", vmid)
  }
  line ~ /^\[/ { snapshots[file] = 1 }
  file in snapshots { next }
  line ~ /^net/ && match(tolower(line), /[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]/) { print "mac", vmid, substr(tolower(line), RSTART, RLENGTH) }
  line ~ /^startup:/ && match(line, /down=[0-9]+/) { print "down", vmid, substr(line, RSTART + 5, RLENGTH - 5) }
'
if timeout 5 test -e /etc/pve/corosync.conf; then
  timeout 5 corosync-quorumtool -s 2>/dev/null | awk -F ': *' '
    /^Total votes:/ { print "votes total", $2 + 0 }
    /^Quorum:/ { print "votes quorum", $2 + 0 }
    /^Quorate:/ { print "votes quorate", ($2 ~ /^Yes/) }
    / \(local\)/ { split($0, word, " "); print "votes own", word[2] + 0 }'
  timeout 5 cat /etc/pve/ha/manager_status 2>/dev/null | tr -d '\n' | head -c 65536 | sed 's/^/ha /'
  echo
fi
if timeout 5 test -e /etc/pve/ceph.conf; then
  echo "ceph $(timeout 8 ceph health 2>/dev/null | head -n 1 | cut -c 1-200)"
fi
