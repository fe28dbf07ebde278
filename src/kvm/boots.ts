/** Where in a log another boot begins. */
import { occurrences } from './candidates';

/**
 * Offsets, growing: journalctl's `-- Boot … --` and, up to systemd 247, `-- Reboot --`; and the kernel's first line,
 * with which syslog and dmesg begin a boot.
 */
export function boots(text: string): number[] {
  const lineStart = (offset: number) => offset === 0 || text.charCodeAt(offset - 1) === 0x0a;
  const kernel = [...occurrences(text, 'Linux version ')].filter((offset) => /(?:\bkernel(?:\[\d+\])?: |\] |MESSAGE=|"MESSAGE"\s?:\s?")$/.test(text.slice(Math.max(0, offset - 40), offset).replace(/.*\n/s, '')));
  return [...[...occurrences(text, '-- Boot ')].filter(lineStart), ...[...occurrences(text, '-- Reboot --')].filter(lineStart), ...kernel].sort((a, b) => a - b);
}
