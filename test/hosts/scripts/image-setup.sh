#!/bin/sh
# image-setup.sh ROOT RELEASE FRONT SCRIPTS TLS
# Turns a plain Debian root file system into a Proxmox VE host: its sources, its commands (stand-ins, as Proxmox's own
# packages are not in Debian), users with and without sudo, and what a machine without hardware has to leave out.
set -eu
root=$1 release=$2 front=$3 scripts=$4 tls=$5
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# Its apt sources: one-line files on PVE 7 and 8; a host upgraded to 9 that has modernized them still lacks the component.
case $release in
bullseye | bookworm)
  cat >"$root/etc/apt/sources.list" <<LIST
deb http://ftp.debian.org/debian $release main contrib

deb http://ftp.debian.org/debian $release-updates main contrib

# security updates
deb http://security.debian.org/debian-security $release-security main contrib
LIST
  ;;
*)
  : >"$root/etc/apt/sources.list"
  cat >"$root/etc/apt/sources.list.d/debian.sources" <<LIST
Types: deb
URIs: http://ftp.debian.org/debian/
Suites: $release $release-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://security.debian.org/debian-security/
Suites: $release-security
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
LIST
  ;;
esac
rm -f "$root/etc/apt/apt.conf.d/99mmdebstrap" "$root"/etc/apt/sources.list.d/0000*
printf 'Acquire::Languages "none";\n' >"$root/etc/apt/apt.conf.d/90test-host"
# An expired Release file of a release past its end is not what the tests are about.
[ "$release" != bullseye ] || printf 'Acquire::Check-Valid-Until "false";\n' >>"$root/etc/apt/apt.conf.d/90test-host"

cp "$tls/ca.crt" "$root/usr/local/share/ca-certificates/test-hosts.crt"
chroot "$root" update-ca-certificates >/dev/null 2>&1
echo 'en_US.UTF-8 UTF-8' >"$root/etc/locale.gen"
chroot "$root" locale-gen >/dev/null
echo LANG=en_US.UTF-8 >"$root/etc/default/locale"
# mmdebstrap copies this computer's; nothing may be asked outside.
rm -f "$root/etc/resolv.conf"
echo 'nameserver 127.0.0.1' >"$root/etc/resolv.conf"

# root as on every Proxmox host; ops with sudo by password, nopw without one, plain with none.
for user in ops nopw plain; do chroot "$root" useradd -m -s /bin/bash "$user"; done
for user in root ops nopw plain; do echo "$user:$user-password"; done | chroot "$root" chpasswd
chroot "$root" usermod -aG sudo,adm ops
echo 'nopw ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/nopw"
chmod 440 "$root/etc/sudoers.d/nopw"
sed -i 's/^#\{0,1\}PermitRootLogin.*/PermitRootLogin yes/' "$root/etc/ssh/sshd_config"
rm -f "$root"/etc/ssh/ssh_host_*
: >"$root/etc/machine-id"
mkdir -p "$root/var/log/journal" "$root/etc/systemd/system/sysinit.target.wants" "$root/etc/systemd/system-generators"

# What has no place without hardware or a network of its own.
for unit in networking.service systemd-networkd-wait-online.service systemd-resolved.service console-getty.service \
  getty@tty1.service container-getty@.service systemd-journal-remote.socket systemd-journal-remote.service \
  systemd-journal-upload.service apt-daily.timer apt-daily-upgrade.timer e2scrub_reap.service \
  systemd-firstboot.service sshd.socket ssh.socket; do
  ln -sfn /dev/null "$root/etc/systemd/system/$unit"
done
ln -sfn /dev/null "$root/etc/systemd/system-generators/systemd-ssh-generator"

# The machine: what its CPU, kernel and firmware would be.
machine=$root/usr/lib/test-host
mkdir -p "$machine"
install -m755 "$scripts/power-on.sh" "$machine/power-on"
install -m755 "$scripts/journal.sh" "$machine/journal"
install -m755 "$scripts/pve.sh" "$machine/pve"
cat >"$root/etc/systemd/system/power-on.service" <<'UNIT'
[Unit]
Description=What the firmware and the kernel do before user space
DefaultDependencies=no
After=local-fs-pre.target
Before=sysinit.target systemd-journal-flush.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/lib/test-host/power-on
UNIT
ln -sfn ../power-on.service "$root/etc/systemd/system/sysinit.target.wants/power-on.service"
uname=$(chroot "$root" sh -c 'command -v uname')
for program in "$uname" /usr/bin/systemd-detect-virt; do
  chroot "$root" dpkg-divert --quiet --local --rename --divert "/usr/lib/test-host/${program##*/}.real" --add "$program"
done
install -m755 "$scripts/uname.sh" "$root$uname"
printf '#!/bin/sh\n# A test host is a physical machine to whoever asks.\ncase " $* " in *" -q "*|*" --quiet "*) ;; *) echo none ;; esac\nexit 1\n' >"$root/usr/bin/systemd-detect-virt"
chmod 755 "$root/usr/bin/systemd-detect-virt"

sh "$scripts/image-pve.sh" "$root" "$release"

# Lists as a host has them that once reached its mirrors; then the repository that needs a subscription.
chroot "$root" apt-get -o "Acquire::http::Proxy=http://$front" update -qq
if [ "$release" = trixie ]; then
  printf 'Types: deb\nURIs: https://enterprise.proxmox.com/debian/pve\nSuites: trixie\nComponents: pve-enterprise\nSigned-By: /usr/share/keyrings/proxmox-archive-keyring.gpg\n' >"$root/etc/apt/sources.list.d/pve-enterprise.sources"
else
  echo "deb https://enterprise.proxmox.com/debian/pve $release pve-enterprise" >"$root/etc/apt/sources.list.d/pve-enterprise.list"
fi
