#!/bin/sh
# power.sh STATE IMAGE CGROUP      (process 1 of its own namespaces; its stdin is held open by the owner)
# The power supply of one host: mounts its disk (IMAGE below, changes in memory above), starts it, and starts it again when
# it reboots. When the owner ends, however it ends, this ends, and with it the host, its mounts and its namespaces.
# In STATE: files/ is copied over the disk once; boot-delay is in seconds; while no-boot or off exists it does not start;
# ended is there while nothing of it runs.
set -eu
state=$1 image=$2 cgroup=$3
# nspawn's own locks and folders: hosts of one name do not meet there, and nothing of them stays.
mkdir -p "$state/disk" /run/systemd/nspawn
mount -t tmpfs -o mode=755 nspawn /run/systemd/nspawn
mount -t tmpfs -o size=4g,mode=755 disk "$state/disk"
mkdir "$state/disk/upper" "$state/disk/work" "$state/disk/root"
root=$state/disk/root
mount -t overlay overlay -o "lowerdir=$image,upperdir=$state/disk/upper,workdir=$state/disk/work" "$root"
cp -R "$state/files/." "$root/"
for user in root ops nopw plain; do
  home=/home/$user
  [ "$user" != root ] || home=/root
  mkdir -p "$root$home/.ssh"
  cp "$state/identity.pub" "$root$home/.ssh/authorized_keys"
  chmod 700 "$root$home/.ssh"
  chmod 600 "$root$home/.ssh/authorized_keys"
  chown -R --reference="$root$home" "$root$home/.ssh"
done
chmod 600 "$root"/etc/ssh/ssh_host_*_key
[ ! -f "$state/configure.sh" ] || chroot "$root" sh -eu <"$state/configure.sh"
name=$(cat "$root/etc/hostname")

run() (
  # Both ways in which a computer may have its control groups: version 2 alone, or beside version 1.
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
    [ -e "$hierarchy/cgroup.procs" ] || continue
    mkdir -p "$hierarchy/$cgroup"
    echo 0 >"$hierarchy/$cgroup/cgroup.procs"
  done
  read -r up _ </proc/uptime
  up=${up%.*}
  export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
  exec unshare --time --boottime "-$up" --monotonic "-$up" systemd-nspawn --quiet --register=no --keep-unit \
    --directory="$root" --boot --console=pipe --machine="$name" --hostname="$name" --resolv-conf=off --timezone=off \
    --link-journal=no --capability=CAP_SYSLOG </dev/null
)

power() {
  while :; do
    while [ -e "$state/off" ] || [ -e "$state/no-boot" ]; do sleep 0.05; done
    code=0
    rm -f "$state/ended"
    run || code=$?
    echo "the host ended with $code"
    # 133 is a reboot; all else is a host without power.
    [ "$code" = 133 ] || : >"$state/off"
    : >"$state/ended"
    [ ! -s "$state/boot-delay" ] || sleep "$(cat "$state/boot-delay")"
  done
}
power &
cat >/dev/null
