#!/bin/sh
# guest-restart.sh VMID: stops and starts a virtual machine that is in internal-error. Exit 3: it is not (any more).
qm status "$1" --verbose | grep -q '^qmpstatus: internal-error$' || exit 3
qm stop "$1" && qm start "$1"
