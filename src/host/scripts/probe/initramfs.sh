#!/bin/sh
# Which updates for this CPU are at the head of each initramfs that may boot next: the newest, the running kernel's, and pinned
# ones; of the six newest, where the menu of GRUB has a default of its own. "image RELEASE CTIME" for each; below it, for each part with microcode, "part NAME BYTES", then what is in it:
# lines of iucode_tool for this signature, "as-on-disk", or the bytes themselves as base64, as far as they are few.
# Exit 3: there is no initramfs, or no update on the disk that one could hold.
[ -d /lib/firmware/intel-ucode ] || [ -d /lib/firmware/amd-ucode ] || exit 3
cd /boot || exit 3
set -- initrd.img-*
[ -e "$1" ] || exit 3
# CPUID's number for it: what a family above 15 and a model above 15 have more stands in fields of its own.
signature=$(awk -F '[[:space:]]*: ' '
  /^(cpu family|model|stepping)[[:space:]]*:/ { value[$1] = $2 }
  /^$/ { exit }
  END {
    base = value["cpu family"] > 15 ? 15 : value["cpu family"]
    model = value["model"]
    printf "0x%x", (value["cpu family"] - base) * 1048576 + int(model / 16) * 65536 + base * 256 + model % 16 * 16 + value["stepping"]
  }
' /proc/cpuinfo)
PATH=$PATH:/usr/sbin
LC_ALL=C
export LC_ALL

most=1
# Reading one takes a fifth of a second.
[ -s /etc/kernel/proxmox-boot-uuids ] || ! grep -q '^[[:blank:]]*set default="\([^0$]\|[$]{saved\)' grub/grub.cfg || most=6
releases=$({
  for image; do echo "${image#initrd.img-}"; done | grep -v '\.\(bak\|new\|old-.*\|dpkg-.*\)$' | sort -V | tail -n "$most"
  uname -r
  cat /etc/kernel/proxmox-boot-pin /etc/kernel/next-boot-pin
} | sort -uV)
for release in $releases; do
  image=initrd.img-$release
  [ -r "$image" ] || continue
  stat -L -c "image $release %Z" "$image"
  from=0
  # One archive for each package that has something; behind them is the compressed rest, which is not looked at.
  for _ in 1 2 3; do
    # A newc header is 110 letters: magic, thirteen numbers in hex. Its name follows; name and content end on multiples of 4.
    found=$(tail -c "+$((from + 1))" "$image" | head -c 4096 | tr '\000' '\n' | grep -a -o -b -m 1 '070701[0-9A-Fa-f]\{104\}kernel/x86/microcode/[GA][A-Za-z]*\.bin')
    [ -n "$found" ] || break
    header=${found#*:} at=${found%%:*}
    name=${header##*/}
    # The seventh number is the size: 48 letters stand before it, and 48 behind it, beside the magic and the name.
    rest=${header#070701????????????????????????????????????????????????}
    size=$((0x${rest%"${rest#????????}"}))
    start=$(((from + at + ${#header} + 1 + 3) / 4 * 4))
    echo "part $name $size"
    if [ "$name" = GenuineIntel.bin ] && command -v iucode_tool >/dev/null; then
      dd if="$image" bs=1M iflag=skip_bytes,count_bytes skip="$start" count="$size" status=none | iucode_tool -q -l -s "$signature" -tb -
    elif [ "$name" = AuthenticAMD.bin ] && [ "$(cat /lib/firmware/amd-ucode/* | wc -c)" = "$size" ] &&
      cat /lib/firmware/amd-ucode/* | cmp -s -n "$size" -i "0:$start" - "$image"; then
      echo as-on-disk
    elif [ "$size" -le 524288 ]; then
      tail -c "+$((start + 1))" "$image" | head -c "$size" | base64
    fi
    from=$((start + size))
  done
done
