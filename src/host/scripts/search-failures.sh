#!/bin/sh
# search-failures.sh CURSOR [ID:OFFSET]...: looks for KVM failures in the journal of all boots and in the files that syslog
# writes, packed ones unpacked by this host's own tools. Of the journal it reads what stands at CURSOR and after it (all, where
# CURSOR is empty); of a plain file whose ID is given, from a little before OFFSET on. ID: inode, and how the first
# line begins, or of a packed file its time.
# Prints first "zone NAME OFFSET", and "file SIZE MTIME PATH" for each file; then for each source:
#   "source journal" or "source PATH"; "since SECONDS", its first entry; ":LINE", a line of it; "next CURSOR" or "next ID:OFFSET",
#   where the next look begins; "end CODE WORDS". CODE: 0 read, 1 not read to its end, 2 unchanged, 3 not there, 4 closed to this user,
#   6 its program is not installed here.
cursor=$1
shift

# The lines of failures with the 60 after each, and what names a guest, begins a boot, kills a guest or is a machine check.
pick() {
  grep -a -F -A 60 -e 'KVM internal error' -e 'KVM: entry failed' -e 'KVM: unknown exit' -e 'KVM: exception ' -e 'kvm run failed' \
    -e 'started with PID ' -e 'start VM ' -e 'stop VM ' -e 'VM cleanup: QEMU process ' -e 'Linux version ' \
    -e 'oom-kill:constraint=' -e '[Hardware Error]' -e 'Machine check events logged' -e 'EDAC MC' |
    awk '
      /KVM internal error|KVM: (entry failed|unknown exit|exception )|kvm run failed/ { left = 61 }
      left-- > 0 || /started with PID |(start|stop) VM |VM cleanup: QEMU process |Linux version |oom-kill:constraint=|\[Hardware Error\]|Machine check events logged|EDAC MC/ { print ":" substr($0, 1, 4096) }'
}

# What a program had to say while it read means that it did not read all.
ended() {
  if [ -z "$1" ]; then echo 'end 0'; else echo "end 1 $(printf '%s\n' "$1" | grep -m 1 .)"; fi
}

journal() {
  echo 'source journal'
  command -v journalctl >/dev/null || { echo 'end 3'; return; }
  [ "$(id -u)" = 0 ] || id -Gn | grep -Eqw 'adm|systemd-journal' || { echo 'end 4'; return; }
  # What comes while this reads is read again next time.
  next=$(journalctl -q --no-pager -n 1 -o export --output-fields=_BOOT_ID | sed -n 's/^__CURSOR=//p')
  echo "since $(journalctl -q --no-pager -o short-unix | head -n 1 | cut -d ' ' -f 1)"
  set -- -q --no-pager -o json --output-fields=MESSAGE,_PID,SYSLOG_IDENTIFIER,_SYSTEMD_UNIT,_BOOT_ID \
    -t QEMU -t kvm -t qemu-system-x86 -t kernel -t qm -t pvedaemon -t pve-guests -t pveproxy -t pve-ha-lrm -t qmeventd \
    --grep 'KVM internal error|^KVM: |kvm run failed|^extra data\[|^emulation failure|^ ?Suberror:|^([RE][A-Z0-9]{1,2}|[CDEFGS]S|LDT|TR|[GI]DT|[CD]R[0-9]|EFER|Code) *=|started with PID |^(start|stop) VM |^VM cleanup: QEMU process |^Linux version |oom-kill:constraint=|\[Hardware Error\]|Machine check events logged|^EDAC MC[0-9]+: [0-9]'
  # At the cursor, not after it: past an entry that these filters leave out, or that is gone, one too many would be passed over.
  [ -z "$cursor" ] || set -- "$@" --cursor="$cursor"
  said=$({ journalctl "$@" | sed 's/^/:/' >&5; } 2>&1) 5>&1
  echo "next $next"
  ended "$said"
}

# What a file has: of a plain one from a byte on, read in place, without the line that it stands in; of a packed one all.
search() {
  case $1 in
  *.gz) gzip -dc -- "$1" | pick ;;
  *.xz) xz -dc -- "$1" | pick ;;
  *.zst) zstd -dcq -- "$1" | pick ;;
  *.bz2) bzip2 -dc -- "$1" | pick ;;
  *) { [ "$2" = 0 ] || { dd bs=1 skip="$2" count=0 status=none && IFS= read -r _; }; pick; } <"$1" ;;
  esac
}

# log ID SIZE PATH [ID:OFFSET]...
log() {
  id=$1 size=$2 path=$3
  shift 3
  echo "source $path"
  [ -e "$path" ] || { echo 'end 3'; return; }
  [ -r "$path" ] || { echo 'end 4'; return; }
  tool='dd'
  case $path in *.gz) tool='gzip' ;; *.xz) tool='xz' ;; *.zst) tool='zstd' ;; *.bz2) tool='bzip2' ;; esac
  command -v "$tool" >/dev/null || { echo "end 6 $tool"; return; }
  from=0
  for known; do
    case $known in "$id":*) from=${known##*:} ;; esac
  done
  [ "$from" -le "$size" ] || from=0
  echo "next $id:$size"
  [ "$from" -lt "$size" ] || { echo 'end 2'; return; }
  # A dump may have been half written, and a line, too.
  from=$((from > 65536 ? from - 65536 : 0))
  said=$({ search "$path" "$from" >&5; } 2>&1) 5>&1
  ended "$said"
}

zone=$(readlink -f /etc/localtime)
echo "zone ${zone#*/zoneinfo/} $(date +%z)"
# Few programs for all files: a line ":ID SIZE PATH" for each, behind those for the reader. An inode is used again for another file.
files=$(stat -L -c '%i %s %Y %n' -- /var/log/syslog* /var/log/kern.log* /var/log/messages* 2>/dev/null | awk '
  {
    path = $0
    sub(/^[0-9]+ [0-9]+ [0-9]+ /, "", path)
    print "file", $2, $3, path
    first = $3
    if (path !~ /\.(gz|xz|zst|bz2)$/) {
      first = ""
      if ((getline first < path) <= 0) first = ""
      close(path)
      first = substr(first, 1, 64)
      gsub(/[^0-9A-Za-z]/, "_", first)
    }
    print ":" $1 ":" first, $2, path
  }')
printf '%s\n' "$files" | grep '^file '
journal
# Two files at a time, said in their order: what the second one has waits in the pipe.
printf '%s\n' "$files" | sed -n 's/^://p' | while read -r id size path; do
  read -r id2 size2 path2 || { log "$id" "$size" "$path" "$@"; break; }
  log "$id2" "$size2" "$path2" "$@" | { log "$id" "$size" "$path" "$@"; cat; }
done
