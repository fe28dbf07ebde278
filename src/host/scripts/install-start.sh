#!/bin/sh
# install-start.sh PACKAGE SCRIPT [VERSION]: starts SCRIPT (install.sh) as a unit of this host, so that neither a lost connection nor a
# closed window ends it. The unit's name is the lock. Exit 3: it is running already.
set -eu
unit=pve-doctor-install
if systemctl is-active --quiet "$unit.service"; then exit 3; fi
umask 077
mkdir -p /run/pve-doctor
# A unit that died without an end of its own is forgotten; the name is free again.
systemctl reset-failed "$unit.service" 2>/dev/null || true
exec 9>/run/pve-doctor/lock
flock -n 9 || exit 3
rm -f /run/pve-doctor/install.exit
: >/run/pve-doctor/install.log
: >/run/pve-doctor/install.started
systemd-run --quiet --collect --unit="$unit" --description="PVE Doctor installs $1" \
  -p StandardInput=null -p StandardOutput=append:/run/pve-doctor/install.log -p StandardError=append:/run/pve-doctor/install.log \
  sh -c "$2" install "$1" ${3:+"$3"} 9>&- || {
  code=$?
  if systemctl is-active --quiet "$unit.service"; then exit 3; fi
  echo "$code" >/run/pve-doctor/install.exit
  exit "$code"
}
