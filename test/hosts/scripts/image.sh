#!/bin/sh
# image.sh RELEASE FOLDER FRONT SCRIPTS TLS
# Builds in FOLDER the root file system that a Proxmox VE installer leaves for RELEASE (bullseye, bookworm, trixie).
# Packages come from the proxy FRONT (address:port). Two builders may meet: the second waits, and finds it done.
set -eu
release=$1 folder=$2 front=$3 scripts=$4 tls=$5
# A private mount namespace: what a killed build leaves mounted goes with it.
[ "${PVE_DOCTOR_UNSHARED:-}" = 1 ] || PVE_DOCTOR_UNSHARED=1 exec unshare --mount --propagation private sh "$0" "$@"
exec 9>"$folder.lock"
flock 9
[ ! -d "$folder" ] || exit 0
new=$folder.new
rm -rf --one-file-system "$new"
mkdir -p "$new"

packages=apt,systemd,systemd-sysv,dbus,libpam-systemd,openssh-server,sudo,ca-certificates,iproute2,ifupdown,kmod,procps
packages=$packages,initramfs-tools,zstd,cron,logrotate,less,nano,netbase,locales,lsb-release,pciutils,systemd-journal-remote
# Up to bullseye syslog is there by default; later the journal is all there is.
[ "$release" != bullseye ] || packages=$packages,rsyslog

mmdebstrap --mode=root --variant=minbase --include="$packages" --skip=cleanup/apt/lists,check/empty \
  --dpkgopt='force-unsafe-io' --aptopt="Acquire::http::Proxy \"http://$front\"" --aptopt='Acquire::Languages "none"' \
  --customize-hook="sh '$scripts/image-setup.sh' \"\$1\" '$release' '$front' '$scripts' '$tls'" \
  "$release" "$new" "deb http://ftp.debian.org/debian $release main contrib"
mv "$new" "$folder"
