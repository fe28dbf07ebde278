#!/bin/sh
# Stand-ins for qm, ha-manager, pvesh, pveversion, pvesubscription and pvestatd, by the name that this is called by; `pve render`
# writes what pmxcfs shows under /etc/pve. The guests are lines of /usr/lib/test-host/guests: vmid, type, name, status,
# QMP status, pid or -, onboot; separated by tabs. What is printed follows Proxmox's published sources: the plain lists say
# "running" of a guest in internal-error, and only --full, `status --verbose` and status/current tell.
set -eu
home=/usr/lib/test-host
node=$(hostname)
major=$(cut -d. -f1 "$home/pve-version")

needs_root() {
  [ "$(id -u)" = 0 ] || { echo 'please run as root' >&2; exit 1; }
}

# one at a time, whole or not at all: the daemon and a change write the same files
alone() (
  exec 9>"$home/lock"
  flock 9
  "$@"
)

# change VMID STATUS QMPSTATUS
change() {
  awk -F '\t' -v OFS='\t' -v id="$1" -v status="$2" -v qmp="$3" '$1 == id { $4 = status; $5 = qmp; if (status == "stopped") $6 = "-"; else if ($6 == "-") $6 = 20000 + id } { print }' "$home/guests" >"$home/guests.new"
  mv "$home/guests.new" "$home/guests"
  status
}

# what changes by itself or by qm
status() {
  mkdir -p /etc/pve /run/qemu-server
  prefix=pve2.3-vm
  [ "$major" -lt 9 ] || prefix=pve-vm-9.0
  awk -F '\t' -v prefix="$prefix" -v now="$(date +%s)" '{
    up = $4 == "running" ? 4242 : 0
    printf "%s/%s:%d:%s:%s:0:%d:2:%s:2147483648:%s:34359738368:0:0:0:0:0\n", prefix, $1, up, $3, $5, now, up ? "0.01" : "U", up ? "1073741824" : "U"
  }' "$home/guests" >/etc/pve/.rrd.new
  awk -F '\t' -v node="$node" 'BEGIN { printf "{\n\"version\": 3,\n\"ids\": {" }
    { printf "%s\n\"%s\": { \"node\": \"%s\", \"type\": \"%s\", \"version\": %d }", (NR > 1 ? "," : ""), $1, node, $2, NR + 3 }
    END { printf "}\n\n}\n" }' "$home/guests" >/etc/pve/.vmlist.new
  printf '{\n"nodename": "%s",\n"version": 0\n}\n' "$node" >/etc/pve/.members.new
  for file in .rrd .vmlist .members; do
    chgrp www-data "/etc/pve/$file.new"
    chmod 440 "/etc/pve/$file.new"
    mv "/etc/pve/$file.new" "/etc/pve/$file"
  done
  while IFS='	' read -r id type _ _ _ pid _; do
    if [ "$type" = qemu ] && [ "$pid" != - ]; then
      echo "$pid" >/run/qemu-server/.new
      mv /run/qemu-server/.new "/run/qemu-server/$id.pid"
    else
      rm -f "/run/qemu-server/$id.pid"
    fi
  done <"$home/guests"
}

# once per boot: what pmxcfs keeps, a test may change afterwards
render() {
  mkdir -p /etc/pve/local/qemu-server /etc/pve/local/lxc
  while IFS='	' read -r id type name _ _ _ onboot; do
    if [ "$type" = lxc ]; then
      printf 'arch: amd64\nhostname: %s\nmemory: 512\nonboot: %s\n' "$name" "$onboot" >"/etc/pve/local/lxc/$id.conf"
    else
      printf 'cores: 2\nmemory: 2048\nname: %s\nonboot: %s\n' "$name" "$onboot" >"/etc/pve/local/qemu-server/$id.conf"
    fi
  done <"$home/guests"
  chmod 640 /etc/pve/local/*/*.conf 2>/dev/null || true
  status
}

# json FULL: the virtual machines, keys sorted
json() {
  awk -F '\t' -v full="$1" -v only="${2:-}" '$2 == "qemu" && (only == "" || $1 == only) {
    printf "%s{\"cpu\":0,\"cpus\":2,\"disk\":0,\"maxdisk\":34359738368,\"maxmem\":2147483648,\"mem\":%d,\"name\":\"%s\"", n++ ? "," : "", $4 == "running" ? 1073741824 : 0, $3
    if ($6 != "-") printf ",\"pid\":%s", $6
    if (full) printf ",\"qmpstatus\":\"%s\"", $5
    printf ",\"status\":\"%s\",\"uptime\":%d,\"vmid\":%s}", $4, $4 == "running" ? 4242 : 0, $1
  }' "$home/guests"
}

known() {
  grep -q "^$1	qemu	" "$home/guests" || { echo "Configuration file 'nodes/$node/qemu-server/$1.conf' does not exist" >&2; exit 2; }
}

qm() {
  needs_root
  action=${1:-} id=${2:-}
  case $action in
  list)
    full=0
    case " $* " in *" --full 1 "* | *" --full=1 "* | *" -full 1 "* | *" --full "*) full=1 ;; esac
    awk -F '\t' -v full="$full" '$2 == "qemu" {
      if (!n++) printf "%10s %-20s %-10s %-10s %12s %-10s\n", "VMID", "NAME", "STATUS", "MEM(MB)", "BOOTDISK(GB)", "PID"
      printf "%10s %-20s %-10s %-10s %12.2f %-10s\n", $1, $3, full ? $5 : $4, 2048, 32, $6 == "-" ? 0 : $6
    }' "$home/guests"
    ;;
  status)
    known "$id"
    case $* in
    *verbose*) awk -F '\t' -v id="$id" '$1 == id { printf "cpus: 2\nname: %s\npid: %s\nqmpstatus: %s\nstatus: %s\nvmid: %s\n", $3, $6, $5, $4, $1 }' "$home/guests" ;;
    *) awk -F '\t' -v id="$id" '$1 == id { print "status: " $4 }' "$home/guests" ;;
    esac
    ;;
  start) known "$id"; alone change "$id" running running ;;
  stop | shutdown) known "$id"; alone change "$id" stopped stopped ;;
  reset) known "$id"; alone change "$id" running prelaunch ;;
  *) echo "ERROR: unknown command 'qm $action'" >&2; exit 255 ;;
  esac
}

pvesh() {
  needs_root
  path=${2:-} full=
  case " $* " in *" --full 1 "* | *" --full=1 "*) full=1 ;; esac
  case ${1:-}:${path#/} in
  get:nodes/*/qemu) printf '[%s]\n' "$(json "$full")" ;;
  get:nodes/*/qemu/*/status/current)
    id=${path%/status/current}
    known "${id##*/}"
    printf '%s\n' "$(json 1 "${id##*/}")"
    ;;
  get:version) printf '{"release":"%s","repoid":"standin","version":"%s"}\n' "$(cut -d. -f1,2 "$home/pve-version")" "$(cat "$home/pve-version")" ;;
  *) echo "no '${1:-}' handler for '$path'" >&2; exit 2 ;;
  esac
}

# HA as its manager keeps it: lines of $home/ha (SID, node, state, requested state) and the node's own state in
# $home/ha-node. A second node, pve-b, takes what leaves this one in maintenance and gives it back afterwards.
ha_render() {
  mkdir -p /etc/pve/ha
  own=$(cat "$home/ha-node" 2>/dev/null || echo online)
  awk -F '\t' '{ sub(":", ": ", $1); printf "%s\n\tstate %s\n\n", $1, $4 }' "$home/ha" >/etc/pve/ha/resources.cfg
  awk -F '\t' -v node="$node" -v own="$own" -v now="$(date +%s)" '
    BEGIN {
      printf "{\"master_node\":\"pve-b\",\"node_status\":{\"pve-b\":\"online\",\"%s\":\"%s\"},", node, own
      if (own == "maintenance") printf "\"node_request\":{\"%s\":{\"maintenance\":1}},", node
      printf "\"service_status\":{"
    }
    { printf "%s\"%s\":{\"node\":\"%s\",\"state\":\"%s\",\"uid\":\"standin%d\"}", (NR > 1 ? "," : ""), $1, $2, $3, NR }
    END { printf "},\"timestamp\":%s}", now }' "$home/ha" >/etc/pve/ha/manager_status.new
  mv /etc/pve/ha/manager_status.new /etc/pve/ha/manager_status
}

# ha_set SID NODE STATE REQUESTED: an empty word leaves what is there
ha_set() {
  awk -F '\t' -v OFS='\t' -v sid="$1" -v on="$2" -v state="$3" -v requested="$4" '
    sid == "*" || $1 == sid { if (on != "") $2 = on; if (state != "") $3 = state; if (requested != "") $4 = requested }
    { print }' "$home/ha" >"$home/ha.new"
  mv "$home/ha.new" "$home/ha"
  ha_render
}

# what the manager does in its next round, long enough after the command for it to be seen as queued
ha_later() {
  setsid sh -c 'sleep 2; exec "$@"' later /usr/lib/test-host/pve round "$@" >/dev/null 2>&1 </dev/null &
}

ha_round() {
  case $1 in
  stop) change "${2#*:}" stopped stopped; ha_set "$2" '' stopped stopped ;;
  start) ha_set "$2" '' started started; change "${2#*:}" running running ;;
  enable) ha_set '*' pve-b '' ''; echo maintenance >"$home/ha-node"; ha_render ;;
  disable) rm -f "$home/ha-node"; ha_set '*' "$node" '' '' ;;
  esac
}

ha_manager() {
  needs_root
  case "${1:-} ${2:-}" in
  'add '*)
    printf '%s\t%s\tstarted\tstarted\n' "$2" "$node" >>"$home/ha"
    alone ha_render
    ;;
  'crm-command stop')
    grep -q "^$3	" "$home/ha" 2>/dev/null || { echo "service '$3' not managed by HA" >&2; exit 2; }
    ha_later stop "$3"
    ;;
  'crm-command node-maintenance') ha_later "$3" "$4" ;;
  'set '*) ha_later start "$2" ;;
  *) echo "ERROR: unknown command 'ha-manager $*'" >&2; exit 255 ;;
  esac
}

case ${0##*/} in
ha-manager) ha_manager "$@" ;;
qm) qm "$@" ;;
pvesh) pvesh "$@" ;;
pveversion) echo "pve-manager/$(cat "$home/pve-version")/0000000000standin (running kernel: $(uname -r))" ;;
pvesubscription) printf 'message: There is no subscription key\nserverid: %s\nstatus: notfound\nurl: https://www.proxmox.com/en/proxmox-virtual-environment/pricing\n' "$(head -c 32 /etc/machine-id | tr a-f A-F)" ;;
*)
  case ${1:-} in
  render) alone render ;;
  set) alone change "$2" "$3" "$4" ;;
  round) shift; alone ha_round "$@" ;;
  statd) while :; do alone status; sleep 10; done ;;
  esac
  ;;
esac
