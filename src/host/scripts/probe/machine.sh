#!/bin/sh
# What kind of machine: systemd-detect-virt(1) for a container and for a virtual machine; "none" where there is none.
# /run/systemd/container: written by the manager of a container.
if [ -e /run/systemd/container ]; then
  read -r container </run/systemd/container
  echo "container=$container"
elif [ "$(systemd-detect-virt)" = none ]; then
  # It looks for both, and most hosts are neither.
  echo container=none
  echo vm=none
  exit
else
  echo "container=$(systemd-detect-virt --container)"
fi
echo "vm=$(systemd-detect-virt --vm)"
