#!/bin/sh
# Who we are there: lines key=value. Under sudo the user who logged in.
effective=$(id -u)
echo "name=${SUDO_USER:-$(id -un)}"
echo "uid=${SUDO_UID:-$effective}"
echo "effective=$effective"
echo "sudo=$(command -v sudo)"
echo "hostname=$(uname -n)"
