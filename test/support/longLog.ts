/** A syslog as long as a bench needs, with failures evenly spread in it. */

const others = ['pvedaemon[1234]: <root@pam> successful auth for user root@pam', 'systemd[1]: session-7.scope: Deactivated successfully.', 'kernel: vmbr0: port 2(tap100i0) entered forwarding state'];

/** So many characters, and a line more. */
export function longLog(size: number, failures: number): string {
  const parts: string[] = [];
  for (let length = 0, line = 0, found = 0; length < size; line += 1) {
    const isFailure = found < failures && length >= found * Math.floor(size / failures);
    const part = isFailure ? `Dec 31 12:49:30 proxmox QEMU[${2000 + (found % 40)}]: KVM internal error. Suberror: 3\n` : `Dec 31 12:49:${10 + (line % 50)} proxmox ${others[line % others.length] ?? ''}\n`;
    if (isFailure) found += 1;
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}
