/** What the fields of a journal's record tell. Source: systemd.journal-fields(7); Proxmox VE runs a guest in the scope VMID.scope in qemu.slice. */
import type { Entry } from './entry';

export type Fields = ReadonlyMap<string, string>;
export type Known = Pick<Entry, 'source' | 'pid' | 'vmid' | 'vmidReason' | 'timeText' | 'bootId'>;

export const usedFields = ['_PID', 'SYSLOG_PID', '__REALTIME_TIMESTAMP', '_BOOT_ID', '_SYSTEMD_UNIT', '_SYSTEMD_CGROUP', '_CMDLINE', 'SYSLOG_IDENTIFIER'] as const;

export function knownFrom(fields: Fields): Known {
  const written = fields.get('_PID') ?? fields.get('SYSLOG_PID');
  const pid = written !== undefined && /^\d+$/.test(written) ? Number(written) : undefined;
  return {
    source: pid ?? written ?? fields.get('SYSLOG_IDENTIFIER') ?? 'journal',
    pid,
    timeText: fields.get('__REALTIME_TIMESTAMP'),
    bootId: fields.get('_BOOT_ID'),
    ...guestOf(fields),
  };
}

const places: readonly (readonly [field: string, pattern: RegExp, what: string])[] = [
  ['_SYSTEMD_UNIT', /^(\d+)\.scope$/, 'unit'],
  ['_SYSTEMD_CGROUP', /\/qemu\.slice\/(\d+)\.scope/, 'control group'],
  ['_CMDLINE', / -id (\d+)(?: |$)/, 'command line'],
];

function guestOf(fields: Fields): Pick<Entry, 'vmid' | 'vmidReason'> {
  for (const [field, pattern, what] of places) {
    const matched = pattern.exec(fields.get(field) ?? '');
    if (matched) return { vmid: Number(matched[1]), vmidReason: `the journal names its ${what} (${field}: ${matched[0].trim()})` };
  }
  return { vmid: undefined, vmidReason: undefined };
}
