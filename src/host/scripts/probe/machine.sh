#!/bin/sh
# What kind of machine: systemd-detect-virt(1) for a container and for a virtual machine; "none" where there is none.
# /run/systemd/container: written by the manager of a container.
echo "container=$({ cat /run/systemd/container || systemd-detect-virt --container; } | head -n 1)"
echo "vm=$(systemd-detect-virt --vm | head -n 1)"
