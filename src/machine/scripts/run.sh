#!/bin/sh
# run.sh NONCE LENGTH NAME SCRIPT [ARGUMENT...]   < LENGTH bytes of content, then silence
# Runs SCRIPT with its ARGUMENTs; its standard input is the content. Exits as SCRIPT does.
# NONCE goes first, on a line of its own, to both outputs: what a profile or a banner printed before it is not ours.
# End of file on standard input means that nobody waits for the answer any more: the whole process group is ended.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL
nonce=$1 length=$2 name=$3 script=$4
shift 4
printf '\n%s\n' "$nonce"
printf '\n%s\n' "$nonce" >&2
# A shell reports the end of its feeder; the script's own errors go past that.
exec 3>&2 2>/dev/null

# Without content a shell in the background watches for the end of file: it costs neither a pipe nor a program to be loaded.
if [ "$length" -eq 0 ]; then
  exec 4<&0 </dev/null
  {
    while read -r _; do :; done
    trap "" TERM
    kill -TERM 0
    sleep 2
    kill -KILL 0
  } <&4 >/dev/null 3>&- &
  exec 4<&-
  sh -c "$script" "$name" "$@" 2>&3 3>&-
  code=$?
  kill "$!"
  exit "$code"
fi

# The feeder passes the content on, and then watches for the end of file as well. It says its process id first, so that it can
# be ended with the script. sshd gives each session a process group of its own, and so does the machine on this computer.
# shellcheck disable=SC2016 # the feeder's text is expanded by the feeder
sh -c '
  echo "$$"
  head -c "$1"
  exec >/dev/null
  while read -r _; do :; done
  trap "" TERM
  kill -TERM 0
  sleep 2
  kill -KILL 0
' feeder "$length" 3>&- | {
  read -r feeder
  sh -c "$script" "$name" "$@" 2>&3 3>&-
  code=$?
  kill "$feeder"
  exit "$code"
}
