#!/bin/sh
# watch-failures.sh CURSOR: follows what QEMU writes into the journal, from CURSOR on (from now on, where it is empty), until it is
# ended. Prints "from CURSOR", then one entry a line as JSON; the first may be the one at CURSOR. Exit 3: there is no journal here.
# 4: it is closed to this user.
command -v journalctl >/dev/null || exit 3
[ "$(id -u)" = 0 ] || id -Gn | grep -Eqw 'adm|systemd-journal' || exit 4
cursor=$1
[ -n "$cursor" ] || cursor=$(journalctl -q --no-pager -n 1 -o export --output-fields=_BOOT_ID | sed -n 's/^__CURSOR=//p')
echo "from $cursor"
# At the cursor, not after it: past an entry that these filters leave out, older journalctl passes over one too many.
set -- -t QEMU -t kvm -t qemu-system-x86
[ -z "$cursor" ] || set -- "$@" --cursor="$cursor"
exec journalctl -q --no-pager --follow --no-tail -o json --output-fields=MESSAGE,_PID,SYSLOG_IDENTIFIER,_SYSTEMD_UNIT,_BOOT_ID "$@"
