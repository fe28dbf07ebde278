#!/bin/sh
# What a person would type to see whether the kernel updated microcode early, in all the wordings it has had ("updated early
# to", "updated early: A -> B", "Updated early from"), in kern.log where there is one and in the journal.
show() {
  echo "# $1"
  sh -c "$1" 2>&1 | tail -n 200
  echo
}
if ls /var/log/kern.log* >/dev/null 2>&1; then
  show 'zgrep -hiE "microcode.*(updated early|current revision|revision=)" /var/log/kern.log*'
else
  echo '# There is no /var/log/kern.log: this host keeps the kernel messages in the journal alone.'
  echo
fi
show 'journalctl -q --no-pager -o short-iso _TRANSPORT=kernel --grep "microcode.*(updated early|current revision|revision=)"'
