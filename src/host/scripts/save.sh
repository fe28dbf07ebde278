#!/bin/sh
# save.sh TARGET LENGTH SHA256 EXPECTED WITHIN   < content
# Replaces TARGET by stdin, whole or not at all, if its SHA-256 is EXPECTED; the file before is kept in /var/backups/pve-doctor.
# With EXPECTED "absent" it makes TARGET, readable by all, where nothing is yet.
# Prints the SHA-256 that TARGET has now and its modification time. Exit 3: TARGET is not what was read. 4: the content
# arrived incomplete. 5: TARGET is no file, or its folder is not there. 6: TARGET is a link to what is no sources file below
# the folder WITHIN, and where it leads is printed. 7: it was replaced, and may not be on the disk. Any other exit, unless
# a signal is what ended it, leaves TARGET as it was.
set -eu
umask 077
expected=$4
within=$(readlink -f -- "$5") && [ -d "$within" ] || exit 5
if [ "$expected" = absent ]; then
  folder=$(readlink -f -- "$(dirname -- "$1")") && [ -d "$folder" ] || exit 5
  target=$folder/$(basename -- "$1")
else
  target=$(readlink -f -- "$1") && [ -f "$target" ] || exit 5
  folder=$(dirname -- "$target")
fi
# Root's hand could be led anywhere by a link: to /etc/passwd, or to a program that apt calls.
case $target in
  "$within"/*.list | "$within"/*.sources) ;;
  *)
    printf '%s\n' "$target"
    exit 6
    ;;
esac
copies=/var/backups/pve-doctor
hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
stamp() { echo "$(hash_of "$target") $(stat -c %Y -- "$target")"; }
still_as_read() {
  [ -f "$target" ] || exit 5
  [ "$(hash_of "$target")" != "$expected" ] || return 0
  stamp
  exit 3
}
# Whoever holds the lock is the only one who saves: what lies there is our own, or was left by a power cut or a kill.
clear_away() {
  find "$folder" -maxdepth 1 -name '.pve-doctor-save.*' -delete
  [ ! -d "$copies" ] || find "$copies" -maxdepth 1 -name '.pve-doctor-save.*' -delete
}
# /run/lock is everybody's: a lock there could be a link that somebody laid, or held for ever.
mkdir -p /run/pve-doctor
exec 9>/run/pve-doctor/save.lock
# Not longer than the user waits: a save that nobody waits for must not come later.
flock -w 50 9 || {
  echo 'another save has been going on for 50 seconds' >&2
  exit 1
}
# Before there is anything to clear away: a signal may come at any moment, and a second one while this goes on. PIPE is one
# of them: a shell reports the end of a program to a standard error that nobody reads any more.
trap 'trap "" HUP INT PIPE TERM; clear_away' EXIT
trap 'exit 129' HUP INT PIPE TERM
clear_away
new=$(mktemp "$folder/.pve-doctor-save.XXXXXX")
cat >"$new"
[ "$(stat -c %s "$new")" = "$2" ] && [ "$(hash_of "$new")" = "$3" ] || exit 4
if [ "$expected" = absent ]; then
  chmod 644 "$new"
  sync "$new"
  # Unlike mv it fails where something lies already, a link that leads nowhere included.
  if ! ln -T -- "$new" "$target" 2>/dev/null; then
    [ -f "$target" ] || exit 1
    stamp
    exit 3
  fi
  sync "$folder" || exit 7
  stamp
  exit 0
fi
still_as_read
cp --attributes-only --preserve=mode,ownership,xattr -- "$target" "$new"
sync "$new"
kept=
if [ "$expected" != "$3" ]; then
  mkdir -p "$copies"
  kept=$(mktemp "$copies/.pve-doctor-save.XXXXXX")
  cp -p -- "$target" "$kept"
  sync "$kept"
  # A slow disk takes seconds for that, in which somebody else may have written.
  still_as_read
  # One after another: a program that is ended within a word of mv's would leave a copy without its name.
  name=$(basename -- "$target")
  time=$(date -u +%Y%m%dT%H%M%SZ)
  # A copy of the same second is another version all the same.
  mv --backup=numbered -T -- "$kept" "$copies/$name.$time"
fi
mv -fT -- "$new" "$target"
sync "$folder" || exit 7
[ -z "$kept" ] || sync "$copies" || exit 7
stamp
