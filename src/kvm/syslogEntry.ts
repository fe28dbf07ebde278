/**
 * A line of syslog in its BSD, ISO and RFC 5424 forms, of journalctl's short forms, or of QEMU's own output.
 * Sources: systemd's logs-show.c, rsyslog's templates, RFC 5424 section 6.
 */
import { withoutColours } from './colours';
import type { Entry } from './entry';

/** What stands before a message is short; a longer line is looked at no further. */
const longest = 4096;
const longestPrefix = 600;

const bsd = String.raw`[^\s>#|*\x60]{1,6} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)?`;
const iso = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`;
const full = String.raw`(?:[^\s>#|*\x60]{2,5} )?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d(?::?\d\d)?)| [A-Z]{3,5})?`;
const unix = String.raw`\d{9,}\.\d+`;
const monotonic = String.raw`\[ {0,8}\d+\.\d+ {0,40}(?:<[^>]{0,24}> ?)?\]`;
const stamp = `(?<time>${[bsd, iso, full, unix, monotonic].join('|')})`;
/** As grep puts it before a line: the file, and with -n the number; a dash where -A or -B brought the line. Or a number as cat -n and less -N do. */
const grepped = String.raw`(?:(?:[^\s:\x60'">#|*]{1,200}?[:-])?(?:\d{1,9}(?:[:-]|[\t ]{1,2}))?)`;

/** Only QEMU's own names count without a process id; `extra data[0]: …` behind a time is no host and name. */
const tagged = new RegExp(String.raw`^\s{0,8}${grepped}(?:<\d{1,3}>)?(?:${stamp}:? (?!extra data\[)(?:\w[\w.:-]{0,200} )?)?(?:(?<name>[^\s\[\]:"'\x60>#|*]{1,100})\[(?<pid>\d{1,10})\]|(?<qemu>QEMU|kvm|qemu-system-\w{1,20}|qemu-kvm|\d{1,9}\.scope)): ?`);
const structured = new RegExp(String.raw`^(?:<\d{1,3}>)?1 (?<time>\S{1,60}) \S{1,255} (?<name>\S{1,48}) (?<pid>\d{1,10}|-) \S{1,32} (?:-|(?:\[[^\]]{0,300}\])+) {0,2}\uFEFF?`);
const stamped = new RegExp(`^(?:<\\d{1,3}>)?${stamp}:? `);
/** As a mail or Markdown puts it before a line that it quotes; `=20` is a blank in quoted-printable. */
const quoting = /^\s{0,3}(?:(?:>(?:=20)?|#{1,6}|\x60{1,3})\s?){1,8}/;
const repeated = /^message repeated (\d{1,6}) times?: \[ ?/;

/** What QEMU's own lines begin with: such a line has no prefix, whatever it looks like (`extra data[0]: …` is no tag). */
const own = /^\s{0,120}(?:KVM internal error|KVM: |error: kvm run failed|extra data\[|emulation failure|Suberror:|Code ?=|[RE]?[A-Z][A-Z0-9]{1,3} {0,2}=)/;

export function syslogEntry(text: string, start: number, end: number): Entry | undefined {
  const { plain, original } = withoutColours(text.slice(start, Math.min(end, start + longest)));
  const quotes = quoting.exec(plain)?.[0].length ?? 0;
  const inLine = (offset: number) => start + original(quotes + offset);
  const line = plain.slice(quotes);
  if (own.test(line)) {
    const indent = line.length - line.trimStart().length;
    return { message: line.slice(indent), offset: inLine(indent), inText: (offset) => inLine(indent + offset), endInText: (length) => inLine(indent + length - 1) + 1, end, bare: true, quoted: quotes > 0, times: 1, source: '', pid: undefined, vmid: undefined, vmidReason: undefined, timeText: undefined, bootId: undefined };
  }
  const head = line.slice(0, longestPrefix);
  const matched = structured.exec(head) ?? tagged.exec(head) ?? stamped.exec(head);
  if (!matched?.groups) return undefined;
  const { pid, time } = matched.groups;
  const name = matched.groups.name ?? matched.groups.qemu;
  const count = repeated.exec(line.slice(matched[0].length, matched[0].length + 60));
  const from = matched[0].length + (count?.[0].length ?? 0);
  const number = pid === undefined || pid === '-' ? undefined : Number(pid);
  const unit = name === undefined ? undefined : /^(\d+)\.scope$/.exec(name)?.[1];
  return {
    message: line.slice(from),
    offset: inLine(from),
    inText: (offset) => inLine(from + offset),
    endInText: (length) => inLine(from + length - 1) + 1,
    end,
    // A name alone stands before prose too.
    bare: number === undefined && time === undefined,
    // A log's prefix with its time is a log's line wherever it was pasted.
    quoted: quotes > 0 && time === undefined,
    times: count ? Number(count[1]) : 1,
    source: number ?? name ?? 'stamped',
    pid: number,
    vmid: unit === undefined ? undefined : Number(unit),
    vmidReason: unit === undefined ? undefined : `the log names its unit (${unit}.scope)`,
    timeText: time,
    bootId: undefined,
  };
}
