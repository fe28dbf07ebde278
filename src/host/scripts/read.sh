#!/bin/sh
# read.sh PATH MOST WITHIN: a line "kind size mtime writable" (kind: file, folder, other, missing), then the content; with
# MOST 0 the line alone. writable: no where neither this user may nor sudo could be asked (a save is what asks), or where PATH
# is a link to what save.sh does not write: a file that is no sources file below the folder WITHIN, which is empty where nothing is
# ever written, as for a log.
# Exit 3: more than MOST bytes. 4: it is there, and not readable.
kind=missing
if [ -f "$1" ]; then kind='file'; elif [ -d "$1" ]; then kind='folder'; elif [ -e "$1" ]; then kind='other'; fi
[ "$kind" != missing ] || { echo 'missing 0 0 no'; exit 0; }
writable=no
if [ -n "$3" ]; then
  within=$(readlink -f -- "$3")
  case $(readlink -f -- "$1") in
    "$within"/*.list | "$within"/*.sources)
      if [ -w "$1" ] || { [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; }; then writable=yes; fi
      ;;
  esac
fi
stat=$(stat -L -c '%s %Y' -- "$1")
echo "$kind $stat $writable"
[ "$kind" = file ] && [ "$2" -gt 0 ] || exit 0
[ -r "$1" ] || exit 4
[ "${stat% *}" -le "$2" ] || exit 3
exec cat -- "$1"
