#!/bin/sh
# os-release(5), then DEBIAN_VERSION=.
cat /etc/os-release || exit 3
[ ! -r /etc/debian_version ] || echo "DEBIAN_VERSION=$(cat /etc/debian_version)"
