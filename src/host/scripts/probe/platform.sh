#!/bin/sh
# 1 << platform id of the first CPU (Intel), readable by root alone; then the revision of each CPU as the driver has it.
cd /sys/devices/system/cpu/cpu0/microcode || exit 3
[ -e processor_flags ] || exit 3
cat processor_flags || exit 4
cat ../../cpu*/microcode/version
