/** Logs as the programs write them, made from messages: one function per form. Shapes as systemd 252 and rsyslog 8 print them. */

export const pid = 2043179;
export const header = 'KVM internal error. Suberror: 3';

/** What QEMU prints after the header: a guest in 64-bit mode. */
export const dumpLines: readonly string[] = [
  'extra data[0]: 0x0000000080000b0e',
  'extra data[1]: 0x0000000000000031',
  'extra data[2]: 0x0000000000000582',
  'extra data[3]: 0x00000000fee000b0',
  'extra data[4]: 0x0000000000000002',
  'RAX=0000000000000001 RBX=ffffffff81a00010 RCX=0000000000000000 RDX=0000000000000000',
  'RSI=0000000000000000 RDI=0000000000000000 RBP=ffffc90000003f00 RSP=ffffc90000003ee8',
  'R8 =0000000000000000 R9 =0000000000000000 R10=0000000000000000 R11=0000000000000000',
  'R12=0000000000000000 R13=0000000000000000 R14=0000000000000000 R15=0000000000000000',
  'RIP=ffffffff81000000 RFL=00010046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0',
  'ES =0000 0000000000000000 ffffffff 00c00000',
  'CS =0010 0000000000000000 ffffffff 00a09b00 DPL=0 CS64 [-RA]',
  'LDT=0000 0000000000000000 000fffff 00000000',
  'TR =0040 fffffe0000003000 00004087 00008b00 DPL=0 TSS64-busy',
  'GDT=     fffffe0000001000 0000007f',
  'IDT=     fffffe0000000000 00000fff',
  'CR0=80050033 CR2=00007f0000000000 CR3=0000000001a0a000 CR4=000006f0',
  'DR0=0000000000000000 DR1=0000000000000000 DR2=0000000000000000 DR3=0000000000000000',
  'DR6=00000000ffff0ff0 DR7=0000000000000400',
  'EFER=0000000000000d01',
  'Code=00 00 00 00 <0f> 0b 90 90',
];

const escape = String.fromCharCode(27);
const fields = (message: string, process: number): readonly (readonly [string, string | readonly number[]])[] => [
  ['_HOSTNAME', 'proxmox'],
  ['SYSLOG_IDENTIFIER', 'QEMU'],
  ['_SYSTEMD_UNIT', '100.scope'],
  ['MESSAGE', message],
  ['_CMDLINE', `/usr/bin/kvm -id 100 -name "a\\b"`],
  ['_PID', String(process)],
  ['_BOOT_ID', '0123456789abcdef0123456789abcdef'],
];
const bytes = (message: string) => [...Buffer.from(`${escape}[31m${message}${escape}[0m`)];
const time = '1672451370123456';
const cursor = 's=0a1b;i=1f;b=0123456789abcdef0123456789abcdef;m=3b985225;t=5f116201c2c40;x=58ce45db';
const block = (message: string) => Buffer.from([message.length, 0, 0, 0, 0, 0, 0, 0]).toString('latin1');

export interface Framing {
  readonly name: string;
  /** One message as it stands in the log, with the newline. */
  readonly line: (message: string, process?: number) => string;
  /** What the log tells of it. */
  readonly tells: { readonly pid?: number; readonly vmid?: number; readonly time?: string; readonly times?: number };
}

const prefixed = (name: string, prefix: (process: number) => string, tells: Framing['tells'] = {}): Framing => ({ name, line: (message, process = pid) => `${prefix(process)}${message}\n`, tells: { pid, ...tells } });

export const framings: readonly Framing[] = [
  prefixed('BSD syslog', (p) => `Dec 31 12:49:30 proxmox QEMU[${p}]: `),
  prefixed('a day of one digit', (p) => `May  1 02:03:04 proxmox QEMU[${p}]: `),
  prefixed('months in another language', (p) => `Dez 31 12:49:30 proxmox QEMU[${p}]: `),
  prefixed('short-precise', (p) => `Dec 31 12:49:30.123456 proxmox QEMU[${p}]: `),
  prefixed('short-iso', (p) => `2022-12-31T12:49:30+1100 proxmox QEMU[${p}]: `, { time: '2022-12-31T01:49:30.000Z' }),
  prefixed('short-iso-precise', (p) => `2022-12-31T12:49:30.123456+1100 proxmox QEMU[${p}]: `, { time: '2022-12-31T01:49:30.123Z' }),
  prefixed('rsyslog on bookworm', (p) => `2022-12-31T12:49:30.123456+11:00 proxmox QEMU[${p}]: `, { time: '2022-12-31T01:49:30.123Z' }),
  prefixed('short-full, a zone by name', (p) => `Sat 2022-12-31 12:49:30 AEDT proxmox QEMU[${p}]: `),
  prefixed('short-full, UTC', (p) => `Sat 2022-12-31 12:49:30 UTC proxmox QEMU[${p}]: `, { time: '2022-12-31T12:49:30.000Z' }),
  prefixed('short-full, a zone by number', (p) => `Sat 2022-12-31 12:49:30 +05 proxmox QEMU[${p}]: `, { time: '2022-12-31T07:49:30.000Z' }),
  prefixed('short-unix', (p) => `1672451370.123456 proxmox QEMU[${p}]: `, { time: '2022-12-31T01:49:30.123Z' }),
  prefixed('short-monotonic', (p) => `[  900.000000] proxmox QEMU[${p}]: `),
  prefixed('short-delta', (p) => `[  900.000000 <    0.000123 >] proxmox QEMU[${p}]: `),
  prefixed('with-unit', (p) => `Sat 2022-12-31 12:49:30 AEDT proxmox 100.scope[${p}]: `, { vmid: 100 }),
  prefixed('--no-hostname', (p) => `Dec 31 12:49:30 QEMU[${p}]: `),
  prefixed('RFC 5424', (p) => `<27>1 2022-12-31T12:49:30.123456+11:00 proxmox QEMU ${p} - -  `, { time: '2022-12-31T01:49:30.123Z' }),
  prefixed('RFC 5424 with structured data', (p) => `<27>1 2022-12-31T01:49:30Z proxmox QEMU ${p} - [meta@1 a="b c"][x@2 y="z"] `, { time: '2022-12-31T01:49:30.000Z' }),
  prefixed('found by grep in several files', (p) => `/var/log/syslog.1:Dec 31 12:49:30 proxmox QEMU[${p}]: `),
  prefixed('found by grep -n', (p) => `1204:Dec 31 12:49:30 proxmox QEMU[${p}]: `),
  prefixed('numbered by cat -n', (p) => `     7\tDec 31 12:49:30 proxmox QEMU[${p}]: `),
  prefixed('indented', (p) => `    Dec 31 12:49:30 proxmox QEMU[${p}]: `),
  prefixed('quoted in a mail', (p) => `>> Dec 31 12:49:30 proxmox QEMU[${p}]: `),
  prefixed('quoted with an ISO time', (p) => `> 2022-12-31T12:49:30+1100 proxmox QEMU[${p}]: `, { time: '2022-12-31T01:49:30.000Z' }),
  { name: 'QEMU’s own output, quoted, with its values', line: (message) => `> ${message}\n`, tells: {} },
  { name: 'quoted-printable', line: (message) => `>=20${message}\n`, tells: {} },
  prefixed('another name for the program', (p) => `Dec 31 12:49:30 proxmox qemu-system-x86_64[${p}]: `),
  { name: 'colours', line: (message, p = pid) => `Dec 31 12:49:30 proxmox QEMU[${p}]: ${escape}[0;1;31m${escape}[0;1;39m${escape}[0;1;31m${message}${escape}[0m\n`, tells: { pid } },
  { name: 'colours that rsyslog escaped', line: (message, p = pid) => `Dec 31 12:49:30 proxmox QEMU[${p}]: #033[31m${message}#033[0m\n`, tells: { pid } },
  { name: 'colours as a pager shows them', line: (message, p = pid) => `Dec 31 12:49:30 proxmox QEMU[${p}]: ^[[0;1;31m${message}^[[0m\n`, tells: { pid } },
  { name: 'message repeated', line: (message, p = pid) => `Dec 31 12:49:30 proxmox QEMU[${p}]: message repeated 2 times: [ ${message}]\n`, tells: { pid, times: 2 } },
  { name: 'carriage returns', line: (message, p = pid) => `Dec 31 12:49:30 proxmox QEMU[${p}]: ${message}\r\n`, tells: { pid } },
  { name: 'cat, or QEMU’s own output', line: (message) => `${message}\n`, tells: {} },
  { name: 'no process id', line: (message) => `Dec 31 12:49:30 proxmox QEMU: ${message}\n`, tells: {} },
  { name: 'a time alone', line: (message) => `2025-01-25 20:54:19.395+0000: ${message}\n`, tells: { time: '2025-01-25T20:54:19.395Z' } },
  { name: 'json', line: (message, p = pid) => `${JSON.stringify(Object.fromEntries([...fields(message, p), ['__REALTIME_TIMESTAMP', time]]))}\n`, tells: { pid, vmid: 100, time: '2022-12-31T01:49:30.123Z' } },
  { name: 'json, fields in another order', line: (message, p = pid) => `${JSON.stringify(Object.fromEntries([['__REALTIME_TIMESTAMP', time], ...fields(message, p).toReversed()]))}\n`, tells: { pid, vmid: 100, time: '2022-12-31T01:49:30.123Z' } },
  { name: 'json-sse', line: (message, p = pid) => `data: ${JSON.stringify(Object.fromEntries(fields(message, p)))}\n\n`, tells: { pid, vmid: 100 } },
  { name: 'json, bytes', line: (message, p = pid) => `${JSON.stringify({ MESSAGE: bytes(message), _PID: String(p), _SYSTEMD_CGROUP: '/qemu.slice/100.scope' })}\n`, tells: { pid, vmid: 100 } },
  { name: 'json-pretty', line: (message, p = pid) => `{\n${fields(message, p).map(([key, value]) => `\t"${key}" : ${JSON.stringify(value)}`).join(',\n')}\n}\n`, tells: { pid, vmid: 100 } },
  { name: 'json-pretty, bytes', line: (message, p = pid) => `{\n\t"_PID" : "${p}",\n\t"MESSAGE" : [\n${bytes(message).map((byte) => `\t\t${byte}`).join(',\n')}\n\t],\n\t"_CMDLINE" : "/usr/bin/kvm -id 100 -smp 4"\n}\n`, tells: { pid, vmid: 100 } },
  { name: 'export', line: (message, p = pid) => `__CURSOR=${cursor}\n__REALTIME_TIMESTAMP=${time}\n${fields(message, p).map(([key, value]) => `${key}=${String(value)}\n`).join('')}\n`, tells: { pid, vmid: 100, time: '2022-12-31T01:49:30.123Z' } },
  { name: 'export, bytes', line: (message, p = pid) => `__REALTIME_TIMESTAMP=${time}\n_PID=${p}\nMESSAGE\n${block(message)}${escape}[31m${message}${escape}[0m\n_SYSTEMD_UNIT=100.scope\n\n`, tells: { pid, vmid: 100, time: '2022-12-31T01:49:30.123Z' } },
  { name: 'verbose', line: (message, p = pid) => `Sat 2022-12-31 12:49:30.123456 AEDT [${cursor}]\n${fields(message, p).map(([key, value]) => `    ${key}=${String(value)}\n`).join('')}`, tells: { pid, vmid: 100, time: new Date(Math.floor(0x5f116201c2c40 / 1000)).toISOString() } },
];

/** In BSD syslog, which most tests use. */
export function syslog(message: string, process = pid, clock = '12:49:30'): string {
  return `Dec 31 ${clock} proxmox QEMU[${process}]: ${message}\n`;
}

/** A failure with all that QEMU prints. */
export function wholeFailure(line: (message: string) => string = syslog, data: readonly string[] = dumpLines): string {
  return [header, ...data].map((message) => line(message)).join('');
}
