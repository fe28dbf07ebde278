#!/bin/sh
# image-pve.sh ROOT RELEASE
# Installs packages with Proxmox's names and versions, so that dpkg and apt on the host know them. They hold stand-ins for
# the commands (pve.sh), which behave as the published sources say; they hold nothing of Proxmox's own.
set -eu
root=$1 release=$2
case $release in
bullseye) set -- pve-manager=7.4-20 qemu-server=7.4-8 proxmox-ve=7.4-1 pve-kernel-5.15.158-2-pve=5.15.158-2 pve-firmware=3.6-6 ;;
bookworm) set -- pve-manager=8.4.14 qemu-server=8.4.5 proxmox-ve=8.4.0 proxmox-kernel-6.8.12-9-pve-signed=6.8.12-9 pve-firmware=3.15-1 ;;
*) set -- pve-manager=9.1.1 qemu-server=9.1.0 proxmox-ve=9.1.0 proxmox-kernel-6.14.8-2-pve-signed=6.14.8-2 pve-firmware=3.16-1 ;;
esac
work=$(mktemp -d "$root/tmp/standin.XXXXXX")
for package; do
  name=${package%%=*} version=${package#*=}
  mkdir -p "$work/$name/DEBIAN"
  cat >"$work/$name/DEBIAN/control" <<CONTROL
Package: $name
Version: $version
Architecture: amd64
Maintainer: Test hosts <root@localhost>
Description: stand-in on a test host, not Proxmox software
CONTROL
  if [ "$name" = pve-manager ]; then
    mkdir -p "$work/$name/usr/bin"
    for command in pvesh pveversion pvesubscription; do ln -s /usr/lib/test-host/pve "$work/$name/usr/bin/$command"; done
  elif [ "$name" = qemu-server ]; then
    mkdir -p "$work/$name/usr/sbin"
    for command in qm ha-manager; do ln -s /usr/lib/test-host/pve "$work/$name/usr/sbin/$command"; done
  fi
  dpkg-deb --root-owner-group -b "$work/$name" "$work/$name.deb" >/dev/null
done
chroot "$root" sh -c "dpkg --force-unsafe-io -i /tmp/${work##*/}/*.deb" >/dev/null
rm -rf "$work"
mkdir -p "$root/etc/systemd/system/multi-user.target.wants" "$root/run/qemu-server" "$root/var/log/pve/tasks"
cat >"$root/etc/systemd/system/pvestatd.service" <<'UNIT'
[Unit]
Description=PVE Status Daemon
[Service]
ExecStart=/usr/lib/test-host/pve statd
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
ln -sfn ../pvestatd.service "$root/etc/systemd/system/multi-user.target.wants/pvestatd.service"
# An empty keyring by the right name: what it would verify answers 401 before anything is signed.
: >"$root/usr/share/keyrings/proxmox-archive-keyring.gpg"
