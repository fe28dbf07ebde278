#!/bin/sh
# What the next boot starts: "cmdline TEXT" of this boot, "file BYTES PATH" for each kernel and initramfs, the pins of
# proxmox-boot-tool ("pin RELEASE", "once RELEASE") and its ESPs ("esp UUID BYTES", "esp UUID missing"), the lines of GRUB's
# menu that decide ("grub LINE", "grubenv LINE"), files that keep updates away ("disables FILE", "setting FILE LINE"), what an
# initramfs gets ("modules WHICH"), and the room where kernels and packages go ("free PATH FREE-BLOCKS BLOCK-SIZE BLOCKS").
set -- /boot/vmlinuz-*
[ -e "$1" ] || exit 3
read -r line </proc/cmdline
echo "cmdline $line"
stat -L -c 'file %s %n' /boot/vmlinuz-* /boot/initrd.img-*
[ ! -s /etc/kernel/proxmox-boot-pin ] || { read -r line </etc/kernel/proxmox-boot-pin || true; echo "pin $line"; }
[ ! -s /etc/kernel/next-boot-pin ] || { read -r line </etc/kernel/next-boot-pin || true; echo "once $line"; }
if [ -s /etc/kernel/proxmox-boot-uuids ]; then
  while read -r uuid; do
    [ -n "$uuid" ] || continue
    # In sectors of 512 bytes, whatever the disk's own are.
    sectors=0
    if device=$(readlink -e "/dev/disk/by-uuid/$uuid"); then
      read -r sectors <"/sys/class/block/${device##*/}/size"
      echo "esp $uuid $((sectors * 512))"
    else
      echo "esp $uuid missing"
    fi
  done </etc/kernel/proxmox-boot-uuids
elif [ -e /boot/grub/grub.cfg ]; then
  # Names, kernels, and what of them is the default; of the rest only how deep it stands.
  if [ -r /boot/grub/grub.cfg ]; then
    sed -n -e 's/^[[:blank:]]*//' -e '/^\(menuentry\|submenu\|linux[16]*[[:blank:]]\|set default=\)/s/^/grub /p' -e 's/^}$/grub }/p' -e 's/^\(saved_entry\|next_entry\)=/grubenv &/p' /boot/grub/grub.cfg /boot/grub/grubenv | head -n 400
  else
    echo 'grub closed'
  fi
fi
# A comment that tells of it keeps nothing away.
grep -lsE '^[^#]*\bdis_ucode_ldr\b' /etc/kernel/cmdline /etc/default/grub /etc/default/grub.d/*.cfg | sed 's/^/disables /'
grep -Hs '^[[:blank:]]*\(IUCODE_TOOL_[A-Z_]*\|AMD64UCODE_INITRAMFS\)=' /etc/default/intel-microcode /etc/default/amd64-microcode | sed 's/:/ /; s/^/setting /'
# Which modules an initramfs gets decides, too, whether it gets every CPU's updates.
grep -hs '^MODULES=' /etc/initramfs-tools/initramfs.conf /etc/initramfs-tools/conf.d/* | sed 's/^MODULES=/modules /'
stat -f -c 'free %n %f %S %b' /boot / /var/cache/apt/archives
true
