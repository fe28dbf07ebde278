/** One entry of a journal, as a line of `journalctl -o json` has it. */

export interface JournalEntry {
  /** Milliseconds since 1970, by the clock that the host had then. */
  readonly time: number;
  /** Milliseconds since that boot began; undefined where the line does not tell. */
  readonly monotonic: number | undefined;
  readonly message: string;
  /** 32 hexadecimal digits, or empty. */
  readonly bootId: string;
  readonly pid: number | undefined;
  /** `100.scope`, or empty. */
  readonly unit: string;
  readonly identifier: string;
}

/** Undefined for any other line. */
export function journalEntry(line: string): JournalEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null) return undefined;
  const field = (name: string): unknown => Reflect.get(entry, name);
  const time = milliseconds(field('__REALTIME_TIMESTAMP'));
  if (time === undefined) return undefined;
  const pid = Number(field('_PID'));
  return {
    time,
    monotonic: milliseconds(field('__MONOTONIC_TIMESTAMP')),
    message: textOf(field('MESSAGE')),
    bootId: textOf(field('_BOOT_ID')),
    pid: Number.isInteger(pid) && pid > 0 ? pid : undefined,
    unit: textOf(field('_SYSTEMD_UNIT')),
    identifier: textOf(field('SYSLOG_IDENTIFIER')),
  };
}

/** The guest whose scope it is; undefined for any other unit. */
export function vmidOfUnit(unit: string): number | undefined {
  const vmid = /^(\d+)\.scope$/.exec(unit)?.[1];
  return vmid === undefined ? undefined : Number(vmid);
}

/** A journal's microseconds are a string of digits. */
function milliseconds(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,17}$/.test(value) ? Math.floor(Number(value) / 1000) : undefined;
}

/** A message that is not UTF-8, or holds colours, arrives as an array of bytes. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? Buffer.from(value.filter((one) => typeof one === 'number')).toString('utf8') : '';
}
