#!/bin/sh
# guest-log.sh VMID [PID]: the last lines that the journal has of a virtual machine: of its QEMU process, its unit, and the tasks about it.
command -v journalctl >/dev/null || exit 0
set -- "$1" "${2:-0}"
journalctl -q --no-pager -o short-iso -n 500 "_PID=$2" + "_SYSTEMD_UNIT=$1.scope" + "UNIT=$1.scope"
