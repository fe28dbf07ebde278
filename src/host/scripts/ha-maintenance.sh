#!/bin/sh
# ha-maintenance.sh enable|disable NODE SECONDS: has HA put this node into maintenance and waits until the services that
# it manages have left, or ends it and waits until the manager has the node as online. Exit 3: after SECONDS it is not so; prints
# the services that are still here, or what the node is. 4: ha-manager refused (its maintenance is of Proxmox VE 7.3 and later).
action=$1 node=$2 left=$3
# A node that has just booted may be without quorum for a moment, and takes no command then.
until ha-manager crm-command node-maintenance "$action" "$node"; do
  [ "$action" = disable ] && [ "$left" -gt 0 ] || exit 4
  left=$((left - 1))
  sleep 1
done

manager() { timeout 5 cat /etc/pve/ha/manager_status | tr -d '\n'; }
state() { manager | sed -n 's/.*"node_status": *{\([^}]*\)}.*/\1/p' | grep -Eo "\"$node\": *\"[a-z]+\"" | sed 's/.*: *"\(.*\)"/\1/'; }
# What is stopped stays where it is.
still_here() {
  manager | grep -Eo '"(vm|ct):[0-9]+": *\{[^}]*\}' | grep -E "\"node\": *\"$node\"" | grep -Ev '"state": *"stopped"' | sed 's/^"\([^"]*\)".*/\1/'
}
done_with_it() {
  now=$(state)
  if [ "$action" = enable ]; then
    [ "$now" = maintenance ] && [ -z "$(still_here)" ]
  else
    [ "$now" = online ]
  fi
}
until done_with_it; do
  if [ "$left" -le 0 ]; then
    if [ "$action" = enable ] && [ "$now" = maintenance ]; then still_here; else echo "$node is ${now:-not known}"; fi
    exit 3
  fi
  left=$((left - 1))
  sleep 1
done
