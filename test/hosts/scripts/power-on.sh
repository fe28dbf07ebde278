#!/bin/sh
# power-on: what a machine does before user space starts. The CPU shows the revision of its firmware, or the newest one for
# its signature and platform that the microcode files on disk really hold; the kernel logs it in its own release's words.
# shellcheck disable=SC2154 # the names that are set by `machine`, read below
set -eu
home=/usr/lib/test-host
# shellcheck source=/dev/null # vendor, platform (mask), file, boot_revision, signature, kernel_words, refuses (an AMD firmware without the base)
. "$home/machine"
{ read -r release && read -r version; } <"$home/kernel"

# Updates as the files hold them: "REVISION DATE" for each that is for this CPU, in decimal.
intel_updates() {
  # One or more updates, each with a 48-byte header and its size in it (0: 2048).
  offset=0 end=$(stat -c %s "$1")
  while [ $((offset + 48)) -le "$end" ]; do
    # shellcheck disable=SC2046 # nine words, one for each field
    set -- "$1" $(od -An -v -tu4 -w48 -j "$offset" -N 48 "$1")
    [ "$2" = 1 ] || break
    if [ $(($8 & platform)) -ne 0 ]; then echo "$3 $4"; fi
    size=${10}
    [ "$size" -gt 0 ] || size=2048
    offset=$((offset + size))
  done
}
amd_updates() {
  # Containers: the mark, 0, a table of 16 bytes for each CPU with its id; then patches: 1, the size, date, revision, …, the id.
  od -An -v -tu4 -w4 "$1" | awk -v signature="$((signature))" '
    { word[NR - 1] = $1 }
    END {
      for (at = 0; at < NR; ) {
        if (word[at] == 4279620) {
          end = at + 3 + word[at + 2] / 4
          split("", ids)
          for (entry = at + 3; entry < end && word[entry]; entry += 4) if (word[entry] == signature) ids[word[entry + 3] % 65536] = 1
          at = end
        } else if (word[at] == 1) {
          if ((word[at + 8] % 65536) in ids) printf "%.0f %.0f\n", word[at + 3], word[at + 2]
          at += 2 + word[at + 1] / 4
        } else exit
      }
    }'
}
newest=$((boot_revision)) newest_date='' refused=''
for updates in "/lib/firmware/$file" "/lib/firmware/$file.initramfs"; do
  [ -e "$updates" ] || continue
  best=$("${vendor}_updates" "$updates" | sort -n | tail -n 1)
  if [ "${best:-0}" != 0 ] && [ "${best% *}" -gt "$newest" ]; then newest=${best% *} newest_date=$(printf '%08x' "${best#* }"); fi
done
if [ "$refuses" = yes ] && [ -n "$newest_date" ]; then refused=$newest newest=$((boot_revision)) newest_date=''; fi

hex=$(printf '0x%x' "$newest")
sed "s/@REVISION@/$hex/" "$home/cpuinfo" >/run/test-host-cpuinfo
mount --bind /run/test-host-cpuinfo /proc/cpuinfo
echo "$release" >/run/test-host-osrelease
echo "Linux version $release (build@proxmox) $version" >/run/test-host-version
mount --bind /run/test-host-osrelease /proc/sys/kernel/osrelease
mount --bind /run/test-host-version /proc/version

# The firmware's own words; where this computer has no DMI, a copy of /sys/class with one.
if [ ! -d /sys/class/dmi/id ]; then
  mkdir -p /run/test-host-class/dmi/id
  for class in /sys/class/*; do
    mkdir -p "/run/test-host-class/${class##*/}"
    mount --bind "$class" "/run/test-host-class/${class##*/}"
  done
  mount --rbind /run/test-host-class /sys/class
fi
mkdir -p /run/test-host-dmi
cp "$home"/dmi/* /run/test-host-dmi/
mount --bind /run/test-host-dmi /sys/class/dmi/id
# Kernels before 6.16 have no such file; a directory without it takes its folder's place.
mkdir -p /run/test-host-vulnerabilities
for file_there in /sys/devices/system/cpu/vulnerabilities/*; do
  [ "${file_there##*/}" = old_microcode ] || cat "$file_there" >"/run/test-host-vulnerabilities/${file_there##*/}"
done
mount --bind /run/test-host-vulnerabilities /sys/devices/system/cpu/vulnerabilities
# PID 1 has read by now that this is a container; nobody else should.
rm -f /run/systemd/container

mkdir -p /var/log/pve/tasks
"$home/pve" render

old=$(printf '0x%x' "$((boot_revision))")
{
  echo "Linux version $release (build@proxmox) $version"
  # The kernel itself looks at AMD's patches where the firmware is older than the base that they want.
  [ -z "$refused" ] || printf 'microcode: No sha256 digest for patch ID: 0x%x found\n' "$refused"
  if [ "$kernel_words" = new ]; then
    printf 'microcode: Current revision: 0x%08x\n' "$newest"
    [ -z "$newest_date" ] || printf 'microcode: Updated early from: 0x%08x\n' "$((old))"
  elif [ "$vendor" = amd ]; then
    [ -z "$newest_date" ] || printf 'microcode: microcode updated early to new patch_level=0x%08x\n' "$newest"
    printf 'microcode: CPU0: patch_level=0x%08x\nmicrocode: Microcode Update Driver: v2.2.\n' "$newest"
  else
    [ -z "$newest_date" ] || echo "microcode: microcode updated early to revision $hex, date = ${newest_date#????}-${newest_date%??????}-$(echo "$newest_date" | cut -c3-4)"
    printf 'microcode: sig=%s, pf=0x%x, revision=%s\nmicrocode: Microcode Update Driver: v2.2.\n' "$signature" "$platform" "$hex"
  fi
} >/run/test-host-kernel-log
now=$(date +%s)
boot=$(tr -d - </proc/sys/kernel/random/boot_id)
while IFS= read -r line; do printf '%s\t%s\tkernel\t6\tkernel\t\t\t%s\n' "$now" "$boot" "$line"; done </run/test-host-kernel-log |
  "$home/journal" "kernel-$boot"
if [ -x /usr/sbin/rsyslogd ]; then
  while IFS= read -r line; do echo "$(LC_ALL=C date '+%b %e %T') $(hostname) kernel: [    0.000000] $line"; done </run/test-host-kernel-log >>/var/log/kern.log
  chown root:adm /var/log/kern.log && chmod 640 /var/log/kern.log
fi
