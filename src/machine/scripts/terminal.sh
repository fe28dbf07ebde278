#!/bin/sh
# terminal.sh NAME SCRIPT [ARGUMENT...]
# Runs SCRIPT on the terminal that it finds itself on, with its ARGUMENTs, in the user's own language.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH
name=$1 script=$2
shift 2
exec sh -c "$script" "$name" "$@"
