#!/bin/sh
# What a person would type to see the running revision, each command before its output.
show() {
  echo "# $1"
  sh -c "$1" 2>&1
  echo
}
show 'grep -m1 "model name" /proc/cpuinfo'
show 'grep microcode /proc/cpuinfo | sort | uniq -c'
if [ -e /sys/devices/system/cpu/vulnerabilities/old_microcode ]; then
  show 'cat /sys/devices/system/cpu/vulnerabilities/old_microcode'
fi
show 'dpkg-query -W intel-microcode amd64-microcode'
true
