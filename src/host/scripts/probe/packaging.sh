#!/bin/sh
# What packaging is at: "busy NAME" for each program that runs, "unfinished NAME" for each package that dpkg left half done.
command -v dpkg >/dev/null || exit 3
for status in /proc/[0-9]*/comm; do
  read -r name <"$status" || continue
  case $name in apt | apt-get | aptitude | dpkg | update-initramf* | mkinitramfs) echo "busy $name" ;; esac
done | sort -u
dpkg --audit | sed -n 's/^ \([a-z0-9][a-z0-9+.:-]*\) .*/unfinished \1/p'
