#!/bin/sh
# What packaging is at: "busy NAME" for each program that runs, "unfinished NAME" for each package that dpkg left half done.
command -v dpkg >/dev/null || exit 3
grep -hsE '^(apt|apt-get|aptitude|dpkg|update-initramf.*|mkinitramfs)$' /proc/[0-9]*/comm | sort -u | sed 's/^/busy /'
# What dpkg was at when it was interrupted is in updates/; else no state but these is unfinished (dpkg(1), "Package states").
for update in /var/lib/dpkg/updates/[0-9]*; do
  [ -e "$update" ] || grep -qsE '^Status: .* (half-installed|unpacked|half-configured|triggers-awaited|triggers-pending)$' /var/lib/dpkg/status || exit 0
  break
done
dpkg --audit | sed -n 's/^ \([a-z0-9][a-z0-9+.:-]*\) .*/unfinished \1/p'
