#!/bin/sh
# dpkg's and apt's words on the packages: "name want status version", then apt's policy.
command -v dpkg-query >/dev/null || exit 3
dpkg-query -W -f '${Package} ${db:Status-Want} ${db:Status-Status} ${Version}\n' intel-microcode amd64-microcode iucode-tool
echo
# It fails where apt refuses the sources: dpkg's word stands all the same.
apt-cache policy intel-microcode amd64-microcode || true
