#!/bin/sh
# The boots that the journal knows, the newest 100, newest first: "boot ID", then its first and its last entry as
# "first REAL MONOTONIC" and "last REAL MONOTONIC", in microseconds. Before them "now SECONDS UPTIME ID" and "revision 0x16",
# which tell of the running boot; after them "older" where there are more. (list-boots has JSON only in newer systemd, and its
# text says nothing of monotonic time, which alone tells how long a boot ran when its clock was set meanwhile.)
[ "$(id -u)" = 0 ] || id -Gn | grep -Eqw 'adm|systemd-journal' || exit 4
command -v journalctl >/dev/null || exit 3
ids=$(journalctl -q --no-pager --list-boots | grep -oE '(^|[[:space:]])[0-9a-f]{32}([[:space:]]|$)' | tr -d '[:blank:]' | tac)
[ -n "$ids" ] || exit 3
echo "now $(date +%s) $(cut -d ' ' -f 1 /proc/uptime) $(tr -d - </proc/sys/kernel/random/boot_id)"
sed -n 's/^microcode[[:space:]]*: /revision /p' /proc/cpuinfo | head -n 1
stamp() { sed -n 's/.*"__REALTIME_TIMESTAMP" *: *"\([0-9]*\)".*/\1/p' | head -n 1; }
began=$(date +%s) count=0
for id in $ids; do
  count=$((count + 1))
  if [ "$count" -gt 100 ] || [ $(($(date +%s) - began)) -gt 25 ]; then
    echo older
    break
  fi
  echo "boot $id"
  first=$(journalctl -q --no-pager -o json --output-fields=_BOOT_ID "_BOOT_ID=$id" | head -n 1)
  last=$(journalctl -q --no-pager -o json --output-fields=_BOOT_ID -n 1 "_BOOT_ID=$id")
  for pair in "first $first" "last $last"; do
    monotonic=$(printf '%s\n' "$pair" | sed -n 's/.*"__MONOTONIC_TIMESTAMP" *: *"\([0-9]*\)".*/\1/p')
    echo "${pair%% *} $(printf '%s\n' "$pair" | stamp) $monotonic"
  done
done
