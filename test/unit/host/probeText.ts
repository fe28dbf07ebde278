/** What a host answers to the probe, put together section by section, as probe.sh and the scripts under probe/ print it. */
import type { SectionName } from '../../../src/host/probe/sections';

/** The text of a section that ended well, or a text (none unless given) with another exit status. */
export type Answer = string | { readonly body?: string; readonly code: number };
export type Answers = Partial<Record<SectionName, Answer>>;

const rs = String.fromCharCode(0o36);

export function probeText(answers: Answers): string {
  return Object.entries(answers).map(([name, answer]) => section(name, answer)).join('');
}

function section(name: string, answer: Answer): string {
  const { body = '', code } = typeof answer === 'string' ? { body: answer, code: 0 } : answer;
  return `${rs}${name}\n${body}${rs}${code}\n`;
}

/** One CPU of /proc/cpuinfo whole, of the others the number and the revision. */
export function cpuSection({ vendor = 'GenuineIntel', family = 6, model = 150, stepping = 1, name = 'Intel(R) Celeron(R) J6412 @ 2.00GHz', flags = 'fpu vmx', revisions = ['0x16', '0x16', '0x16', '0x16'] } = {}): string {
  const [first = '0x16', ...others] = revisions;
  return [
    'processor\t: 0', `vendor_id\t: ${vendor}`, `cpu family\t: ${family}`, `model\t\t: ${model}`, `model name\t: ${name}`, `stepping\t: ${stepping}`, `microcode\t: ${first}`, `flags\t\t: ${flags}`, '',
    ...others.flatMap((revision, index) => ['', `processor\t: ${index + 1}`, `microcode\t: ${revision}`]), '',
  ].join('\n');
}

export interface PackageLine {
  readonly want?: string;
  readonly status?: string;
  readonly version?: string;
  /** What apt-cache policy names; without it `(none)`. */
  readonly candidate?: string;
}

/** dpkg-query's lines (none for a package that dpkg never heard of), then `apt-cache policy` as apt 2.6 prints it. */
export function packagesSection(packages: Readonly<Record<string, PackageLine>>): string {
  const own = Object.entries(packages).flatMap(([name, { want, status, version = '' }]) => (status === undefined ? [] : [`${name} ${want ?? 'install'} ${status} ${version}`]));
  const policy = Object.entries(packages).flatMap(([name, { status, version, candidate }]) => [
    `${name}:`,
    `  Installed: ${status === 'installed' ? version ?? '' : '(none)'}`,
    `  Candidate: ${candidate ?? '(none)'}`,
    '  Version table:',
    ...(candidate === undefined ? [] : [`     ${candidate} 500`, '        500 http://ftp.debian.org/debian bookworm/non-free-firmware amd64 Packages']),
    ...(status === 'installed' && version !== candidate ? [` *** ${version ?? ''} 100`, '        100 /var/lib/dpkg/status'] : []),
  ]);
  return `${own.map((line) => `${line}\n`).join('')}\n${policy.map((line) => `${line}\n`).join('')}`;
}

/** base64 in lines of 76 characters, as coreutils folds it. */
export function base64Lines(bytes: Uint8Array): string {
  return (Buffer.from(bytes).toString('base64').match(/.{1,76}/g) ?? []).map((line) => `${line}\n`).join('');
}

export type FileAnswer = { readonly path: string } & ({ readonly content: string | Uint8Array } | { readonly kind: 'folder' | 'other' | 'denied' });

/** `silencers`: files under apt.conf.d that switch off apt's hint. */
export function sourcesSection(files: readonly FileAnswer[], silencers: readonly string[] = []): string {
  const blocks = files.map((file) => ('content' in file ? `${file.path} file\n${base64Lines(Buffer.from(file.content))}\n` : `${file.path} ${file.kind}\n\n`));
  return `${blocks.join('')}${silencers.map((path) => `${path} silences\n`).join('')}`;
}

export interface GuestAnswer {
  readonly vmid: number;
  readonly type?: 'qemu' | 'lxc';
  readonly node?: string;
  readonly status?: string;
  /** Seconds since pvestatd looked. */
  readonly age?: number;
  /** Keys of its configuration; a guest of another node has none here. */
  readonly configuration?: Readonly<Record<string, string>>;
  readonly pid?: number;
  /** Seconds since 1970 at which its pid file was written. */
  readonly pidSince?: number;
}

export const guestsNow = 1_795_000_000;

/** The guests as guests.sh shows them; `pve` 9 writes its status lines under another name. */
export function guestsSection(guests: readonly GuestAnswer[], { pve = 8, node = 'pve' } = {}): string {
  const key = pve >= 9 ? 'pve-vm-9.0' : 'pve2.3-vm';
  const status = guests.flatMap(({ vmid, status: seen, age = 4, configuration = {} }) =>
    seen === undefined ? [] : [`rrd ${key}/${vmid}:86400:${configuration.name ?? ''}:${seen}:0:${guestsNow - age}:4:0.02:4294967296:1073741824:34359738368:0:1000:2000:3000:4000`],
  );
  const list = guests.map(({ vmid, type = 'qemu', node: on = node }) => `vm "${vmid}": { "node": "${on}", "type": "${type}", "version": 7 }`);
  const configurations = guests.flatMap(({ vmid, type = 'qemu', configuration = {} }) => Object.entries(configuration).map(([name, value]) => `conf local/${type === 'qemu' ? 'qemu-server' : 'lxc'}/${vmid}.conf ${name} ${value}`));
  const pids = guests.flatMap(({ vmid, pid, pidSince }) => (pid === undefined ? [] : [`pid ${vmid}.pid ${pid}${pidSince === undefined ? '' : ` ${pidSince}`}`]));
  return [`now ${guestsNow}`, `node ${node}`, ...status, ...list, ...configurations, ...pids, ''].join('\n');
}

export interface JournalEntry {
  readonly message: string | readonly number[] | null;
  /** Seconds since 1970. */
  readonly time?: number;
  readonly pid?: number;
  readonly unit?: string;
  readonly bootId?: string;
}

/** A line of `journalctl -o json`: every value a string, times in microseconds. */
export function journalLine({ message, time = 1_794_000_000, pid = 2043179, unit = '100.scope', bootId = '0123456789abcdef0123456789abcdef' }: JournalEntry): string {
  return JSON.stringify({ __REALTIME_TIMESTAMP: String(time * 1_000_000), __MONOTONIC_TIMESTAMP: '900000000', __CURSOR: 's=0a1b;i=1f', MESSAGE: message, _PID: String(pid), _SYSTEMD_UNIT: unit, _BOOT_ID: bootId });
}

export const suberror3 = 'KVM internal error. Suberror: 3';

/** `since`: the time of the journal's first entry, in seconds. */
export function failuresSection(entries: readonly JournalEntry[], since = '1790000000.123456'): string {
  return [since, ...entries.map(journalLine), ''].join('\n');
}

/** A physical PVE 8 host with a J6412 at 0x16, one guest, and one failure; each section a test may replace. */
export const wholeHost: Required<Answers> = {
  identity: 'name=root\nuid=0\neffective=0\nsudo=\nhostname=pve\n',
  os: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\nDEBIAN_VERSION=12.11\n',
  pve: 'version=8.4.14\nnode=pve\n',
  kernel: '6.8.12-9-pve\n#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-9 (2025-03-16T19:18Z)\n01234567-89ab-cdef-0123-456789abcdef\n86400.25\n1795000000\n',
  machine: 'container=none\nvm=none\n',
  firmware: 'bios_vendor=American Megatrends International, LLC.\nbios_version=5.19\nbios_date=07/04/2022\nboard_vendor=Default string\nboard_name=J6412-4L\n',
  cpu: cpuSection(),
  platform: '0x1\n',
  'old-microcode': { code: 3 },
  'boot-log': 'microcode: Current revision: 0x00000016\n',
  'update-file': { code: 3 },
  'next-boot': 'cmdline BOOT_IMAGE=/boot/vmlinuz-6.8.12-9-pve root=/dev/mapper/pve-root ro quiet\nfile 14000000 /boot/vmlinuz-6.8.12-9-pve\nfile 62000000 /boot/initrd.img-6.8.12-9-pve\ngrub set default="0"\ngrub menuentry \'Proxmox VE GNU/Linux\' --class proxmox $menuentry_id_option \'gnulinux-simple-1\' {\ngrub linux\t/boot/vmlinuz-6.8.12-9-pve root=/dev/mapper/pve-root ro quiet\ngrub }\nmodules most\nfree /boot 9000000 4096 24000000\n',
  initramfs: 'image 6.8.12-9-pve 1794000000\n',
  packages: packagesSection({ 'intel-microcode': {}, 'amd64-microcode': {} }),
  sources: sourcesSection([{ path: '/etc/apt/sources.list', content: 'deb http://ftp.debian.org/debian bookworm main contrib\n' }]),
  subscription: { code: 3 },
  guests: guestsSection([{ vmid: 100, status: 'running', configuration: { name: 'opnsense', onboot: '1' }, pid: 2043179 }]),
  cluster: '{\n"nodename": "pve",\n"version": 0\n}\n',
  ha: { code: 3 },
  logs: '1234 1794999999 /var/log/syslog\n99 1794000000 /var/log/syslog.2.gz\n',
  failures: failuresSection([{ message: suberror3 }]),
  work: { code: 3 },
  packaging: '',
  tasks: '',
};

/** The whole host, with other sections in place of its own. */
export const hostText = (changes: Answers = {}): string => probeText({ ...wholeHost, ...changes });
