#!/bin/sh
# How guests started, ended and died, from the journal of all boots: one JSON object a line, in any order, the newest 8,000.
# Starts are logged by whoever starts a guest (a user, the boot, HA, a backup); systemd tells when its scope ended.
[ "$(id -u)" = 0 ] || id -Gn | grep -Eqw 'adm|systemd-journal' || exit 4
command -v journalctl >/dev/null || exit 3
journalctl -q --no-pager -n 8000 -o json --output-fields=MESSAGE,_PID,_SYSTEMD_UNIT,_BOOT_ID,SYSLOG_IDENTIFIER \
  -t QEMU -t kvm -t qemu-system-x86 -t systemd -t qmeventd -t qm -t pvedaemon -t pve-guests -t pvesh -t pve-ha-lrm -t pvescheduler -t vzdump -t qmrestore \
  --grep '^(KVM internal error|KVM: entry failed|KVM: unknown exit|KVM: exception|error: kvm run failed|VM [0-9]+ started with PID |start VM [0-9]+: UPID:|Started ([0-9]+\.scope|Proxmox VE VM [0-9]+)|[0-9]+\.scope: (Succeeded|Deactivated|Failed)|Starting cleanup for [0-9]+|VM cleanup: QEMU process )' |
  cut -c 1-4096
true
