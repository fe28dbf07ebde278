/** What events.sh printed: how guests died, started and ended. */
import { type Failure, scanLog } from '../../kvm';
import { type JournalEntry, journalEntry, vmidOfUnit } from '../journalEntry';
import { burstsOf } from './bursts';
import type { ReadBoot } from './readBoots';
import type { Death } from './types';

export interface GuestEvent {
  readonly bootId: string;
  readonly vmid: number;
  readonly time: number;
  readonly kind: 'start' | 'end';
}

export interface Events {
  /** Bursts merged, oldest first. */
  readonly deaths: readonly Death[];
  /** Oldest first. */
  readonly events: readonly GuestEvent[];
  /** How many lines there were. */
  readonly lines: number;
  /** Of the oldest line, undefined where there is none. */
  readonly first: number | undefined;
}

interface Line {
  readonly text: string;
  readonly entry: JournalEntry;
  readonly time: number;
}

/** Entries of boots that are not among `boots` are left out. */
export function eventsOf(body: string, boots: readonly ReadBoot[]): Events {
  const byId = new Map(boots.map((boot) => [boot.id, boot]));
  const texts = body.split('\n').filter((text) => text.startsWith('{'));
  const lines = texts
    .flatMap((text): Line[] => {
      const entry = journalEntry(text);
      const boot = entry && byId.get(entry.bootId);
      return boot ? [{ text, entry, time: boot.clock.place(entry) }] : [];
    })
    .sort((a, b) => a.time - b.time);
  // The scanner knows who a process was from what stands above and below, in whatever way a log tells it.
  const failures = scanLog(lines.map(({ text }) => text).join('\n'));
  const single = failures.flatMap((failure) => {
    const line = lines[failure.line];
    return line ? [deathOf(failure, line)] : [];
  });
  return {
    deaths: burstsOf(single).map((burst) => ({ ...burst[0], until: Math.max(...burst.map(({ until }) => until)), lines: burst.length })),
    events: lines.flatMap(({ entry, time }) => guestEvent(entry, time)),
    lines: texts.length,
    first: lines[0]?.time,
  };
}

function deathOf({ vmid, vmidReason, vmidGuessed, pid }: Failure, { entry, time }: Line): Death {
  // “Stands above” is said of a text that the reader has before him.
  const reason = vmidReason?.replace('stands above', 'stands in the journal before it');
  return { bootId: entry.bootId, time, until: time, lines: 1, shownAt: entry.time, pid: pid ?? entry.pid, vmid: vmid ?? vmidOfUnit(entry.unit), vmidReason: reason, vmidGuessed, message: entry.message.slice(0, 200) };
}

/** systemd names a unit by its name, by its description (qemu-server’s own words), or by both. */
const starts = [/^Started (\d{1,9})\.scope/, /^Started Proxmox VE VM (\d{1,9})\b/, /^VM (\d{1,9}) started with PID \d+/];
const ends = [/^(\d{1,9})\.scope: (?:Succeeded|Deactivated|Failed)/, /^Starting cleanup for (\d{1,9})\b/];

function guestEvent({ message, bootId }: JournalEntry, time: number): GuestEvent[] {
  for (const [kind, patterns] of [['start', starts], ['end', ends]] as const) {
    for (const pattern of patterns) {
      const vmid = pattern.exec(message)?.[1];
      if (vmid !== undefined) return [{ bootId, vmid: Number(vmid), time, kind }];
    }
  }
  return [];
}
