/**
 * A host's past as its journal and its packages' logs would hold it: boots with chosen times, kernels and revisions, guests
 * that start, die and are started again. The words are those of the kernel, of systemd, of qemu-server and of QEMU.
 */
import { createHash } from 'node:crypto';

export interface ChosenBoot {
  /** A word, of which the boot's id is made; or the id itself. */
  readonly boot: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly kernel: string;
  /** Undefined: the kernel says nothing of it. */
  readonly revision: number | undefined;
  /** What the firmware brought, where the kernel loaded another. */
  readonly firmwareRevision?: number;
  readonly bios?: string;
  readonly commandLine?: string;
  readonly guests?: readonly ChosenGuest[];
}

export interface ChosenGuest {
  readonly vmid: number;
  /** When it starts and ends, milliseconds since 1970; the end of its last run is the boot's unless given. */
  readonly runs: readonly { readonly from: number; readonly until?: number; readonly pid: number; /** It dies then, and its process stays until `until`. */ readonly dies?: readonly number[] }[];
}

interface Entry {
  readonly at: number;
  readonly transport: 'kernel' | 'syslog' | 'stdout' | 'journal';
  readonly identifier: string;
  readonly message: string;
  readonly pid?: number;
  readonly vmid?: number;
}

export const bootIdOf = (boot: string): string => (/^[0-9a-f]{32}$/.test(boot) ? boot : createHash('md5').update(boot).digest('hex'));

/** Entries for the host's program `journal`, in the order of time. */
export function journalOf(boots: readonly ChosenBoot[]): string {
  return boots.flatMap((boot) => entriesOf(boot).sort((a, b) => a.at - b.at).map((entry) => lineOf(bootIdOf(boot.boot), entry))).join('');
}

function entriesOf(boot: ChosenBoot): Entry[] {
  const { from, until, kernel, revision, firmwareRevision, bios = '5.19 03/14/2022', commandLine = `BOOT_IMAGE=/boot/vmlinuz-${kernel} root=/dev/mapper/pve-root ro quiet`, guests = [] } = boot;
  const said = (at: number, message: string): Entry => ({ at, transport: 'kernel', identifier: 'kernel', message });
  const words = revision === undefined ? [] : Number(kernel.split('.')[0]) === 6 && Number(kernel.split('.')[1]) >= 7
    ? [`microcode: Current revision: 0x${revision.toString(16).padStart(8, '0')}`, ...(firmwareRevision === undefined ? [] : [`microcode: Updated early from: 0x${firmwareRevision.toString(16).padStart(8, '0')}`])]
    : [...(firmwareRevision === undefined ? [] : [`microcode: microcode updated early to revision 0x${revision.toString(16)}, date = 2022-02-03`]), `microcode: sig=0x90661, pf=0x1, revision=0x${revision.toString(16)}`];
  return [
    ...[`Linux version ${kernel} (build@proxmox) #1 SMP`, `Command line: ${commandLine}`, `DMI: Default string Default string/Default string, BIOS ${bios}`, ...words].map((message, index) => said(from + index, message)),
    ...guests.flatMap((guest) => guestEntries(guest, until)),
    { at: until, transport: 'journal', identifier: 'systemd-journald', pid: 400, message: 'Journal stopped' },
  ];
}

function guestEntries({ vmid, runs }: ChosenGuest, end: number): Entry[] {
  return runs.flatMap(({ from, until, pid, dies = [] }): Entry[] => [
    { at: from, transport: 'journal', identifier: 'systemd', pid: 1, message: `Started ${vmid}.scope.` },
    { at: from + 1000, transport: 'syslog', identifier: 'pvedaemon', pid: pid - 12, message: `VM ${vmid} started with PID ${pid}.` },
    ...dies.map((at): Entry => ({ at, transport: 'stdout', identifier: 'QEMU', pid, vmid, message: 'KVM internal error. Suberror: 3' })),
    ...dies.flatMap((at) => ['extra data[0]: 0x0000000080000b0e', 'extra data[1]: 0x0000000000000031'].map((message, index): Entry => ({ at: at + 1 + index, transport: 'stdout', identifier: 'QEMU', pid, vmid, message }))),
    ...(until === undefined || until >= end ? [] : [{ at: until, transport: 'journal', identifier: 'systemd', pid: 1, message: `${vmid}.scope: Deactivated successfully.` } as const]),
  ]);
}

function lineOf(bootId: string, { at, transport, identifier, message, pid, vmid }: Entry): string {
  return `${[at / 1000, bootId, transport, transport === 'stdout' ? 3 : 6, identifier, pid ?? '', vmid ?? '', message].join('\t')}\n`;
}

/** The same as the scripts under scripts/history/ print it of such a journal, for tests without a host; framed as probe.sh does. */
export function historyText(boots: readonly ChosenBoot[], { now, current, packages = '', running = '' }: { readonly now: number; readonly current?: string; readonly packages?: string; readonly running?: string }): string {
  const stamped = boots.map((boot) => {
    const entries = entriesOf(boot).sort((a, b) => a.at - b.at);
    const first = entries[0]?.at ?? boot.from;
    return { id: bootIdOf(boot.boot), entries: entries.map((entry) => ({ entry, monotonic: entry.at - first + 1000 })) };
  });
  const micro = (milliseconds: number) => String(Math.round(milliseconds * 1000));
  const blocks = [...stamped].reverse().map(({ id, entries }) => {
    const [first, last] = [entries[0], entries.at(-1)];
    return [`boot ${id}`, ...Object.entries({ first, last }).map(([name, one]) => `${name} ${micro(one?.entry.at ?? 0)} ${micro(one?.monotonic ?? 0)}`), ''].join('\n');
  });
  const startOfCurrent = stamped.find(({ id }) => id === bootIdOf(current ?? ''))?.entries[0];
  const uptime = startOfCurrent ? (now - startOfCurrent.entry.at + startOfCurrent.monotonic) / 1000 : 10;
  const json = (wanted: (entry: Entry) => boolean) =>
    stamped.flatMap(({ id, entries }) => entries.filter(({ entry }) => wanted(entry)).map(({ entry, monotonic }) => `${JSON.stringify({
      __REALTIME_TIMESTAMP: micro(entry.at), __MONOTONIC_TIMESTAMP: micro(monotonic), _BOOT_ID: id, SYSLOG_IDENTIFIER: entry.identifier, MESSAGE: entry.message,
      ...(entry.pid === undefined ? {} : { _PID: String(entry.pid) }), ...(entry.vmid === undefined ? {} : { _SYSTEMD_UNIT: `${entry.vmid}.scope` }),
    })}\n`)).join('');
  return sectionsText({
    boots: `now ${now / 1000} ${uptime} ${bootIdOf(current ?? 'none of these')}\n${blocks.join('')}`,
    kernels: json(({ transport }) => transport === 'kernel'),
    events: json(({ transport, message }) => transport !== 'kernel' && !/^(?:extra data|Journal)/.test(message)),
    running,
    packages,
  });
}

/** Sections as probe.sh frames them; a number is the exit status of a section that failed. */
export function sectionsText(sections: Readonly<Record<string, string | number>>): string {
  const rs = String.fromCharCode(30);
  return Object.entries(sections).map(([name, body]) => (typeof body === 'number' ? `${rs}${name}\n${rs}${body}\n` : `${rs}${name}\n${body}${rs}0\n`)).join('');
}

/** One line of dpkg.log; `at` in the local time of the host, which is UTC on the tests' hosts. */
export function dpkgLine(at: number, action: 'install' | 'upgrade' | 'remove', name: string, before: string, after: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} ${action} ${name}:amd64 ${before} ${after}\n`;
}

/** One run of apt as its history.log has it. */
export function aptRun(at: number, command: string, packages: readonly string[]): string {
  const stamp = (time: number) => new Date(time).toISOString().slice(0, 19).replace('T', '  ');
  return `\nStart-Date: ${stamp(at)}\nCommandline: ${command}\nUpgrade: ${packages.map((name) => `${name}:amd64 (1.0, 1.1)`).join(', ')}\nEnd-Date: ${stamp(at + 60_000)}\n`;
}

const hour = 3_600_000;
const day = 24 * hour;

/**
 * The case that the issue tells: 6 failures in 9 days of running at 0x16 and kernel 6.2.16, none in the 14 days since 0x1a, and the
 * kernel changed in the same reboot. Ends at `end`; the guest's hours are 9 and 14 days to the minute.
 */
export function issueStory(end: number): readonly ChosenBoot[] {
  const start = end - 23 * day - 7 * hour;
  const first = { from: start, until: start + 5 * day };
  const second = { from: first.until + hour, until: first.until + hour + 4 * day + 4 * hour };
  const third = { from: end - 14 * day - hour, until: end };
  // Dead for half an hour each time, in which no time counts.
  const died = (from: number, deaths: readonly number[], until: number, firstPid: number): ChosenGuest['runs'] =>
    [...deaths, until].map((_, index, all) => {
      const begin = index === 0 ? from : (all[index - 1] ?? from) + hour / 2;
      const death = deaths[index];
      return { from: begin, pid: firstPid + index * 100, ...(death === undefined ? { until } : { dies: [death, death + 1000, death + 40_000], until: death + hour / 2 - 1000 }) };
    });
  const old = { kernel: '6.2.16-3-pve', revision: 0x16 };
  return [
    { boot: 'first', ...first, ...old, guests: [{ vmid: 100, runs: died(first.from + hour / 2, [1, 2, 3.25].map((days) => first.from + days * day), first.until, 2000) }, { vmid: 101, runs: [{ from: first.from + 60_000, pid: 1500 }] }] },
    { boot: 'second', ...second, ...old, guests: [{ vmid: 100, runs: died(second.from + hour / 2, [0.5, 1.5, 3.5].map((days) => second.from + days * day), second.until, 3000) }] },
    { boot: 'third', ...third, kernel: '6.8.12-9-pve', revision: 0x1a, firmwareRevision: 0x16, guests: [{ vmid: 100, runs: [{ from: third.from + hour, pid: 1800 }] }, { vmid: 101, runs: [{ from: third.from + 60_000, pid: 1500 }] }] },
  ];
}
