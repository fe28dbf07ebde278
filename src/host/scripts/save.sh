#!/bin/sh
# save.sh TARGET LENGTH SHA256 EXPECTED   < content
# Replaces TARGET by stdin, whole or not at all, if its SHA-256 is EXPECTED; the file before is kept in /var/backups/pve-doctor.
# With EXPECTED "absent" it makes TARGET, readable by all, where nothing is yet.
# Prints the SHA-256 that TARGET has now and its modification time. Exit 3: TARGET is not what was read. 4: the content
# arrived incomplete. 5: TARGET, or the folder that it goes to, is not there.
set -eu
umask 077
if [ "$4" = absent ]; then target=$1; else target=$(readlink -f -- "$1") && [ -f "$target" ] || exit 5; fi
folder=$(dirname -- "$target")
[ -d "$folder" ] || exit 5
hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
# /run/lock is everybody's: a lock there could be a link that somebody laid, or held for ever.
mkdir -p /run/pve-doctor
exec 9>/run/pve-doctor/save.lock
flock 9
# What a power cut left of an earlier save.
find "$folder" -maxdepth 1 -name '.pve-doctor-save.*' -mmin +60 -delete
new=$(mktemp "$folder/.pve-doctor-save.XXXXXX")
trap 'rm -f -- "$new"' EXIT
trap 'exit 129' HUP INT TERM
cat >"$new"
[ "$(stat -c %s "$new")" = "$2" ] && [ "$(hash_of "$new")" = "$3" ] || exit 4
if [ "$4" = absent ]; then
  chmod 644 "$new"
  sync "$new"
  # Unlike mv it fails where something lies already, a link that leads nowhere included.
  if ! ln -T -- "$new" "$target" 2>/dev/null; then
    [ -f "$target" ] || exit 1
    echo "$(hash_of "$target") $(stat -c %Y "$target")"
    exit 3
  fi
  sync "$folder"
  echo "$(hash_of "$target") $(stat -c %Y "$target")"
  exit 0
fi
now=$(hash_of "$target")
if [ "$now" != "$4" ]; then
  echo "$now $(stat -c %Y "$target")"
  exit 3
fi
cp --attributes-only --preserve=mode,ownership,xattr -- "$target" "$new"
sync "$new"
if [ "$now" != "$3" ]; then
  copies=/var/backups/pve-doctor
  mkdir -p "$copies"
  cp -p -- "$target" "$copies/$(basename -- "$target").$(date -u +%Y%m%dT%H%M%SZ)"
fi
mv -fT -- "$new" "$target"
sync "$folder"
echo "$(hash_of "$target") $(stat -c %Y "$target")"
