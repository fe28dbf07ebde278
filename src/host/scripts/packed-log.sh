#!/bin/sh
# packed-log.sh PATH MOST: the last MOST bytes of a rotated log, unpacked by this host's own tools. Exit 3: it is not there.
# 4: not readable. 6: the program that unpacks it is not installed here.
[ -e "$1" ] || exit 3
[ -r "$1" ] || exit 4
case $1 in
*.gz) tool="zcat" ;;
*.xz) tool="xzcat" ;;
*.zst) tool="zstdcat" ;;
*.bz2) tool="bzcat" ;;
*) tool="cat" ;;
esac
command -v "$tool" >/dev/null || { echo "$tool" >&2; exit 6; }
"$tool" -- "$1" | tail -c "$2"
