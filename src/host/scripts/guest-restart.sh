#!/bin/sh
# guest-restart.sh restart|start VMID SECONDS: stops and starts a virtual machine that is in internal-error, or only starts one that
# such a restart has left stopped. One that HA manages goes by HA, which gets SECONDS for the stop and as many for the start (a
# stop that HA does not know of it would undo, and qm stop only queues the request there). Exit 3: it is in another state (by now).
# 4: the cluster has no quorum. 5: HA has not stopped it. 6: it is stopped, and could not be started. 7: it is stopped, and HA
# has not started it. 8: it could not be stopped.
action=$1 id=$2 seconds=$3
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
# pvestatd looks every ten seconds, and what it saw last is what everybody is shown.
seen() { ! timeout 5 grep -Eqs "^pve[-0-9.a-z]*vm[-0-9.a-z]*/$id:[^:]*:[^:]*:(internal-error|stopped):" /etc/pve/.rrd; }
# within SECONDS CONDITION: false where it is not so by then
within() {
  left=$1
  until "$2"; do
    [ "$left" -gt 0 ] || return 1
    left=$((left - 1))
    sleep 1
  done
}

status=$(qm status "$id" --verbose | sed -n 's/^qmpstatus: //p')
case $action:$status in
  restart:internal-error | start:stopped) ;;
  # HA was asked to stop it, and has not yet.
  start:internal-error) managed || exit 3 ;;
  *:) exit 8 ;;
  *) exit 3 ;;
esac
if timeout 5 cat /etc/pve/.members | grep -Eq '"quorate": *0'; then exit 4; fi
if managed; then
  [ "$action" = start ] || ha-manager crm-command stop "vm:$id" 0 || exit 8
  [ "$status" = stopped ] || within "$seconds" service_stopped || exit 5
  ha-manager set "vm:$id" --state started || exit 6
  within "$seconds" runs || exit 7
else
  [ "$action" = start ] || qm stop "$id" || exit 8
  qm start "$id" || exit 6
fi
within 20 seen || true
