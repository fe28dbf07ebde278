#!/bin/sh
# Proxmox VE's version as dpkg has it (pveversion is a Perl program), then the node's name.
version=$(dpkg-query -W -f '${db:Status-Status} ${Version}' pve-manager) || exit 3
[ "${version%% *}" = installed ] || exit 3
echo "version=${version#* }"
node=$(sed -n 's/.*"nodename": *"\([^"]*\)".*/\1/p' /etc/pve/.members)
echo "node=${node:-$(uname -n)}"
