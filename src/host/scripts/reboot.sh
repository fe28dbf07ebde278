#!/bin/sh
# reboot.sh BOOT_ID TASKS: reboots, unless this is another boot already. Exit 3: it is. 4: packaging is at work, 5: and left
# something undone. 6: a task of Proxmox runs whose type is of the extended regular expression TASKS; prints type and id of each.
[ "$(cat /proc/sys/kernel/random/boot_id)" = "$1" ] || exit 3
for status in /proc/[0-9]*/comm; do
  read -r name <"$status" || continue
  case $name in apt | apt-get | dpkg | update-initramf* | mkinitramfs)
    echo "$name"
    exit 4
    ;;
  esac
done 2>/dev/null
[ -z "$(dpkg --audit 2>/dev/null)" ] || exit 5
tasks=$(awk 'NF <= 2 { print $1 }' /var/log/pve/tasks/active 2>/dev/null | cut -d : -f 6,7 | grep -E "^$2:" | tr ':\n' ' ,')
if [ -n "$tasks" ]; then
  echo "${tasks%,}"
  exit 6
fi
systemctl reboot
