#!/bin/sh
# before-reboot.sh: what a reboot of this host would touch beside its own programs. Reads only. Lines, each with its own limit of time:
#   interfaces-new            network changes wait for the next boot (pvenetcommit applies them)
#   gateway IP MAC, dns IP MAC, silent gateway|dns IP CARD (it has stopped answering, and so has no MAC any more),
#   mac VMID MAC, bridge VMID BRIDGE, down VMID SECONDS, order VMID NUMBER, cluster (it is in one), votes WORD
#   NUMBER (as corosync-quorumtool counts), ceph WORDS (ceph health), ha TEXT (/etc/pve/ha/manager_status),
#   ha-policy WORD (datacenter.cfg), replication TEXT (its state) and process PID STARTED for each process named there
#   that runs, ipmi, unread WHAT (that section took too long)
[ ! -e /etc/network/interfaces.new ] || echo interfaces-new
# The kernel forgets the address of a neighbour a few seconds after that has died: then the card behind which it was is told.
way() {
  found=$(ip neigh show "$2")
  address=$(printf '%s\n' "$found" | sed -n 's/.* lladdr \([0-9a-f:]*\).*/\1/p' | head -n 1)
  echo "$1 $2 $address"
  if [ -z "$address" ]; then printf '%s\n' "$found" | sed -n "s/.* dev \([^ ]*\).*\(FAILED\|INCOMPLETE\).*/silent $1 $2 \1/p"; fi
}
routes=$(ip -o route show default)
[ -n "$routes" ] || routes=$(ip -o -6 route show default)
for gateway in $(printf '%s\n' "$routes" | sed -n 's/.* via \([0-9a-f.:]*\) .*/\1/p' | sort -u); do way gateway "$gateway"; done
sed -n 's/^nameserver[[:blank:]]*\([0-9A-Fa-f.:]*\).*/\1/p' /etc/resolv.conf | while read -r server; do way dns "$server"; done
for device in /dev/ipmi0 /dev/ipmi/0 /dev/ipmidev/0; do
  if [ -e "$device" ]; then echo ipmi; fi
done
# A replication that runs has its process in this file, beside the time at which that started (PVE::ReplicationState).
state=/var/lib/pve-manager/pve-replication-state.json
if [ -s "$state" ]; then
  echo "replication $(head -c 262144 "$state" | tr -d '\n\000')"
  grep -aoE '"pid" *: *"?[0-9]+' "$state" | grep -oE '[0-9]+$' | sort -u | while read -r pid; do
    started=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d ' ' -f 20)
    if [ -n "$started" ]; then echo "process $pid $started"; fi
  done
fi
timeout 5 test -d /etc/pve
case $? in
  0) ;;
  124)
    echo 'unread /etc/pve'
    exit 0
    ;;
  *) exit 0 ;;
esac
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
  line ~ /^net/ && match(line, /bridge=[^,]+/) { print "bridge", vmid, substr(line, RSTART + 7, RLENGTH - 7) }
  line ~ /^startup:/ && match(line, /down=[0-9]+/) { print "down", vmid, substr(line, RSTART + 5, RLENGTH - 5) }
  # The number may stand alone: startup: 2,down=60.
  line ~ /^startup:/ && match(line, /(order=|: *)[0-9]+(,|$)/) {
    order = substr(line, RSTART, RLENGTH)
    gsub(/[^0-9]/, "", order)
    print "order", vmid, order
  }
'
timeout 5 sed -n 's/^ha:.*shutdown_policy=\([a-z]*\).*/ha-policy \1/p' /etc/pve/datacenter.cfg 2>/dev/null
if timeout 5 test -e /etc/pve/corosync.conf; then
  echo cluster
  timeout 5 corosync-quorumtool -s 2>/dev/null | awk -F ': *' '
    /^Total votes:/ { print "votes total", $2 + 0 }
    /^Quorum:/ { print "votes quorum", $2 + 0 }
    /^Quorate:/ { print "votes quorate", ($2 ~ /^Yes/) }
    / Qdevice *$/ { split($0, word, " "); print "votes qdevice", word[2] + 0 }
    / \(local\)/ { split($0, word, " "); print "votes own", word[2] + 0 }'
  timeout 5 cat /etc/pve/ha/manager_status 2>/dev/null | tr -d '\n' | head -c 65536 | sed 's/^/ha /'
  echo
fi
if timeout 5 test -e /etc/pve/ceph.conf; then
  echo "ceph $(timeout 8 ceph health 2>/dev/null | head -n 1 | cut -c 1-200)"
fi
