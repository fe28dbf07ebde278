#!/bin/sh
# os-release(5), then DEBIAN_VERSION=.
cat /etc/os-release || exit 3
if read -r version </etc/debian_version; then echo "DEBIAN_VERSION=$version"; fi
