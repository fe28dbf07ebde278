#!/bin/sh
# install-follow.sh: prints the install's log from its beginning until it ends, and exits as it did. Exit 98: it ended without
# saying how (it was killed). 99: there is none.
if [ ! -e /run/pve-doctor/install.log ]; then
  echo 'No install was started since this host booted.'
  exit 99
fi
cd /run/pve-doctor || exit 99
pid=$(systemctl show --property MainPID --value pve-doctor-install.service)
if [ "${pid:-0}" -gt 0 ] && [ ! -e install.exit ]; then
  tail -n +1 -f --pid="$pid" install.log
else
  cat install.log
fi
[ -e install.exit ] || exit 98
read -r code <install.exit
exit "$code"
