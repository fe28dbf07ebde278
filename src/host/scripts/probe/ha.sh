#!/bin/sh
# What the HA manager does with this cluster's guests. Lines: "node NAME", "resource SID STATE" as resources.cfg asks for
# it ("started" unless it says so), and "status JSON" as the manager wrote it last. Exit 3: HA was never used.
[ -d /etc/pve ] || exit 3
cd /etc/pve || exit 4
# Without pmxcfs the folder is empty.
[ -e .members ] || exit 5
[ -r .members ] || exit 4
[ -e ha/resources.cfg ] || [ -e ha/manager_status ] || exit 3
echo "node $(sed -n 's/.*"nodename": *"\([^"]*\)".*/\1/p' .members)"
if [ -e ha/resources.cfg ]; then
  awk '
    /^[a-z]+:/ { if (sid != "") print "resource", sid, state; sid = $1 $2; state = "started" }
    /^[[:blank:]]+state[[:blank:]]/ { state = $2 }
    END { if (sid != "") print "resource", sid, state }' ha/resources.cfg
fi
[ ! -e ha/manager_status ] || echo "status $(tr -d '\n' <ha/manager_status)"
