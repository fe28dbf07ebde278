#!/bin/sh
# The id of this boot (random(4)).
cat /proc/sys/kernel/random/boot_id
