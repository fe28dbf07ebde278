#!/bin/sh
# probe.sh FIRST [NAME SECONDS SCRIPT]...
# Runs each SCRIPT (a file of probe/) in a shell of its own, for at most SECONDS: the first FIRST one after another, and the
# others one after another beside them. Reads only; leaves nothing behind. Prints for each: RS NAME newline, what it printed,
# RS and its exit status, newline. RS is byte 036.
# Exit status of a section: 0 known, 3 there is no such thing here, 4 not readable without root, 124 it took too long.
sections() {
  while [ $# -ge 3 ]; do
    printf '\036%s\n' "$1"
    code=0
    # A process group of its own: what hangs in /etc/pve goes with the whole section.
    timeout -k 1 "$2" sh -c "$3" "$1" </dev/null 2>/dev/null || code=$?
    printf '\036%s\n' "$code"
    shift 3
  done
}

# The others write into a pipe, which is read when the first have said all: no section is torn by another.
first=$1
shift
{
  shift "$((3 * first))"
  sections "$@"
} | {
  while [ "$first" -gt 0 ]; do
    sections "$1" "$2" "$3"
    shift 3
    first=$((first - 1))
  done
  cat
}
