#!/bin/sh
# guest-restart.sh VMID SECONDS: stops and starts a virtual machine that is in internal-error; one that HA manages by HA, which
# gets SECONDS for the stop and as many for the start (a stop that HA does not know of it would undo, and qm stop only
# queues the request there). Exit 3: it is not in internal-error (any more). 4: the cluster has no quorum. 5: HA has not
# stopped it. 6: it is stopped, and could not be started. 7: it is stopped, and HA has not started it. 8: it could not be stopped.
id=$1 seconds=$2
status=$(qm status "$id" --verbose) || exit 8
printf '%s\n' "$status" | grep -q '^qmpstatus: internal-error$' || exit 3
if timeout 5 cat /etc/pve/.members | grep -Eq '"quorate": *0'; then exit 4; fi

managed() {
  timeout 5 cat /etc/pve/ha/resources.cfg 2>/dev/null | awk -v sid="vm:$id" '
    /^[a-z]+:/ { own = $1 $2 == sid; if (own) found = 1 }
    own && $1 == "state" && $2 == "ignored" { found = 0 }
    END { exit !found }'
}
service_stopped() {
  timeout 5 cat /etc/pve/ha/manager_status | tr -d '\n' | grep -Eo "\"vm:$id\": *\{[^}]*\}" | grep -Eq '"state": *"stopped"'
}
runs() { [ -e "/run/qemu-server/$id.pid" ]; }
# within CONDITION: false where it is not so after SECONDS
within() {
  left=$seconds
  until "$1"; do
    [ "$left" -gt 0 ] || return 1
    left=$((left - 1))
    sleep 1
  done
}

if managed; then
  ha-manager crm-command stop "vm:$id" 0 || exit 8
  within service_stopped || exit 5
  ha-manager set "vm:$id" --state started || exit 6
  within runs || exit 7
else
  qm stop "$id" || exit 8
  qm start "$id" || exit 6
fi
