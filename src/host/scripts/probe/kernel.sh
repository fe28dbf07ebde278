#!/bin/sh
# Release and version of the running kernel, its boot id, seconds since it started, the time by this clock, and the zone.
uname -r
uname -v
read -r id </proc/sys/kernel/random/boot_id
echo "$id"
read -r uptime _ </proc/uptime
echo "$uptime"
date +%s
zone=$(readlink -f /etc/localtime)
echo "${zone#*/zoneinfo/} $(date +%z)"
