/** A guest's process that dies now, as the host's journal gets to know of it. */

/**
 * The command: QEMU's lines, from the guest's own scope. Of a process that is gone by the time that journald reads its lines it
 * would not know the scope: so it stays until the last of them, which no other failure has, is in the journal.
 */
export function failNow(vmid: number): string {
  return `systemd-run -q --scope --unit=${vmid} --slice=qemu.slice sh -c '
    last="extra data[2]: 0x$(printf %016x "$(date +%s%N)")"
    {
      printf "%s\\n" "KVM internal error. Suberror: 3" "extra data[0]: 0x0000000080000b0e" "extra data[1]: 0x0000000000000031" "$last"
      for _ in $(seq 100); do
        journalctl --sync
        journalctl -q -b -t QEMU -o cat | grep -qF "$last" && break
      done
    } | systemd-cat -t QEMU -p err'`;
}
