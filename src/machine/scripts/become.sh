#!/bin/sh
# become.sh NONCE MODE COMMAND [ARGUMENT...]
# Runs COMMAND as root: as it is for root, through sudo for others. MODE "quiet" never asks. MODE "ask" prints
# "NONCE password" on standard error whenever sudo wants one, and sudo then reads it from standard input.
# -k: nothing that was typed elsewhere is used up, and nothing stays behind; so whether sudo asks is known by its prompt alone.
[ "$(id -u)" -ne 0 ] || { shift 2 && exec "$@"; }
nonce=$1 mode=$2
shift 2
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
if ! command -v sudo >/dev/null; then
  printf '%s no-sudo\n' "$nonce" >&2
  exit 126
fi
case $mode in
  quiet) exec sudo -n -- "$@" ;;
  *) exec sudo -k -S -p "$nonce password" -- "$@" ;;
esac
