#!/bin/sh
# journal NAME   < entries
# Writes entries into a journal file of this host, with times, boots and fields that a client of journald may not choose.
# An entry is a line: seconds, boot id, transport, priority, identifier, pid, vmid, message; separated by tabs.
set -eu
name=$1
folder=/var/log/journal/$(cat /etc/machine-id)
mkdir -p "$folder"
host=$(hostname)
awk -F '\t' -v machine="$(cat /etc/machine-id)" -v host="$host" '
  {
    micro = sprintf("%.0f", $1 * 1000000 + NR)
    if (!($2 in first)) first[$2] = micro
    monotonic = sprintf("%.0f", micro - first[$2] + 1000000)
    printf "__CURSOR=s=%s;i=%x;b=%s;m=%s;t=%s;x=%x\n", $2, NR, $2, monotonic, micro, NR
    printf "__REALTIME_TIMESTAMP=%s\n__MONOTONIC_TIMESTAMP=%s\n_BOOT_ID=%s\n", micro, monotonic, $2
    printf "_TRANSPORT=%s\nPRIORITY=%s\nSYSLOG_IDENTIFIER=%s\n_HOSTNAME=%s\n_MACHINE_ID=%s\n", $3, $4, $5, host, machine
    if ($3 == "kernel") print "SYSLOG_FACILITY=0"
    if ($6 != "") printf "_PID=%s\n", $6
    if ($7 != "") printf "_SYSTEMD_UNIT=%s.scope\n_SYSTEMD_SLICE=qemu.slice\n_SYSTEMD_CGROUP=/qemu.slice/%s.scope\n_COMM=kvm\n", $7, $7
    message = $8
    for (i = 9; i <= NF; i++) message = message "\t" $i
    printf "MESSAGE=%s\n\n", message
  }' |
  SYSTEMD_JOURNAL_COMPACT=0 SYSTEMD_JOURNAL_COMPRESS=0 /lib/systemd/systemd-journal-remote \
    --output="/run/$name.journal" --split-mode=none - >/dev/null 2>&1
# In one step, so that whoever reads the folder never meets a part.
cp "/run/$name.journal" "$folder/$name.journal~new"
chmod 640 "$folder/$name.journal~new"
chgrp systemd-journal "$folder/$name.journal~new"
mv "$folder/$name.journal~new" "$folder/$name.journal"
rm -f "/run/$name.journal"
