#!/bin/sh
# terminal-root.sh COMMAND [ARGUMENT...]
# Runs COMMAND as root on this terminal; where sudo wants a password it asks for it here, as the user knows it.
# Exit 126: there is no sudo.
[ "$(id -u)" -ne 0 ] || exec "$@"
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH
if ! command -v sudo >/dev/null; then
  echo "This needs root, and there is no sudo here. Log in as root, or install sudo." >&2
  exit 126
fi
exec sudo -- "$@"
