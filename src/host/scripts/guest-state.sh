#!/bin/sh
# guest-state.sh VMID SECONDS: what became of a virtual machine whose restart was broken off: "state WORD", as QEMU says, and "asked" where
# HA was asked to stop it and not to start it again. A stop or a start that goes on by itself is waited for, SECONDS at most.
id=$1 left=$2
# The process of a task has it as its title. With -q a process that ends meanwhile is no failure of the search.
working() { grep -aqsE "^task UPID:[^:]*:.*:qm(stop|start):$id:" /proc/[0-9]*/cmdline; }
while [ "$left" -gt 0 ] && working; do
  left=$((left - 1))
  sleep 1
done
qm status "$id" --verbose | sed -n 's/^qmpstatus: /state /p'
if timeout 5 cat /etc/pve/ha/crm_commands 2>/dev/null | grep -Eq "^stop vm:$id( |\$)"; then echo asked; fi
timeout 5 cat /etc/pve/ha/resources.cfg 2>/dev/null | awk -v sid="vm:$id" '
  /^[a-z]+:/ { own = $1 $2 == sid }
  own && $1 == "state" && $2 == "stopped" { print "asked" }'
