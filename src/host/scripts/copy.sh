#!/bin/sh
# copy.sh NAME: the copy of that name which save.sh has kept. Exit 3: there is none.
cd /var/backups/pve-doctor 2>/dev/null && [ -f "./$1" ] && [ ! -L "./$1" ] || exit 3
cat -- "./$1"
