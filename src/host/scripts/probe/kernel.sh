#!/bin/sh
# Release and version of the running kernel, its boot id, seconds since it started, and the time by this clock.
uname -r
uname -v
cat /proc/sys/kernel/random/boot_id
cut -d ' ' -f 1 /proc/uptime
date +%s
