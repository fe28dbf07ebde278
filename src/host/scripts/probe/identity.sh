#!/bin/sh
# Who we are there: lines key=value. Under sudo the user who logged in.
echo "name=${SUDO_USER:-$(id -un)}"
echo "uid=${SUDO_UID:-$(id -u)}"
echo "effective=$(id -u)"
echo "sudo=$(command -v sudo)"
echo "hostname=$(hostname)"
