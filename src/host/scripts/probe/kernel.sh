#!/bin/sh
# Release and version of the running kernel, its boot id, seconds since it started, and the time by this clock.
uname -r
uname -v
read -r id </proc/sys/kernel/random/boot_id
echo "$id"
read -r uptime _ </proc/uptime
echo "$uptime"
date +%s
