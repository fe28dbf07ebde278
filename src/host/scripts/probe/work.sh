#!/bin/sh
# Our own install on this host: its state, its exit status, when it started and ended (seconds), and the end of its log.
[ -d /run/pve-doctor ] || exit 3
cd /run/pve-doctor || exit 4
[ -e install.log ] || exit 3
echo "active=$(systemctl is-active pve-doctor-install.service)"
echo "started=$(stat -c %Y install.started)"
if [ -e install.exit ]; then
  echo "exit=$(cat install.exit)"
  echo "finished=$(stat -c %Y install.exit)"
fi
echo
tail -c 6000 install.log
