#!/bin/sh
# /etc/subscription: the key, a checksum, and base64 of what Proxmox's server said (PVE::API2::Subscription). No file: no key.
[ -e /etc/subscription ] || exit 3
[ -r /etc/subscription ] || exit 4
tail -n +3 /etc/subscription | base64 -d
