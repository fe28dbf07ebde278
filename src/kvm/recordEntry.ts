/**
 * An entry over several lines, one field a line: journalctl -o export, verbose and json-pretty. It is found by the line of
 * its message; the other fields stand above and below in any order. Source: systemd's logs-show.c.
 */
import { bytesOf } from './bytes';
import { withoutColours } from './colours';
import type { Entry } from './entry';
import { type Fields, knownFrom, usedFields } from './journalFields';
import { endOfLine, nearStartOfLine } from './lines';
import { farthestField } from './window';

/** A record has some forty fields. */
const mostLines = 120;
const longestField = 32_768;

const messageField = /^(\s{0,8})(?:MESSAGE=|"MESSAGE"\s*:\s*(?:"|(?=\[)))/;
/** In export, a message that is not plain text: the field's name alone on the line before, then its length in eight bytes. */
const binaryField = /(?:^|\n)MESSAGE\n$/;
const field = /^\s{0,8}(?:"([A-Z_]+)"\s*:\s*"(.*?)"?,?|([A-Z_]+)=(.*))$/;

export function recordEntry(text: string, start: number, end: number): Entry | undefined {
  const line = text.slice(start, Math.min(end, start + 4096));
  const found = messageField.exec(line);
  const from = found ? found[0].length : lengthBefore(text, start, line);
  if (from === undefined) return undefined;
  const pretty = found?.[0].includes('"') === true;
  const known = { bare: false, quoted: false, times: 1, ...knownFrom(fieldsAround(text, start, end)) };
  if (pretty && line[from] === '[') {
    const { message, offset, end: after, at, endOf } = bytesOf(text, start + from);
    return { ...known, message, offset, inText: at, endInText: endOf, end: after };
  }
  const { plain, original } = withoutColours(pretty ? line.slice(from).replace(/",?\r?$/, '') : line.slice(from));
  const inText = (index: number) => start + from + original(index);
  return { ...known, message: plain, offset: inText(0), inText, endInText: (length) => inText(length - 1) + 1, end };
}

function lengthBefore(text: string, start: number, line: string): number | undefined {
  if (!binaryField.test(text.slice(Math.max(0, start - 9), start))) return undefined;
  // Bytes that are no text may have become one replacement character, or several: at most eight.
  const length = line.search(/KVM|extra data|error: kvm|[A-Z][A-Z0-9]{1,3} ?=|emulation|Code/);
  return length < 0 ? undefined : Math.min(length, 8);
}

function fieldsAround(text: string, start: number, end: number): Fields {
  const fields = new Map<string, string>();
  const lowest = Math.max(0, start - farthestField);
  for (let line = 0, before = start; line < mostLines && before > lowest; line += 1) {
    const from = nearStartOfLine(text, before - 1, lowest);
    if (from === undefined || take(fields, text, from, before - 1, true) === 'over') break;
    before = from;
  }
  const highest = Math.min(text.length, end + farthestField);
  for (let line = 0, after = endOfLine(text, end) + 1; line < mostLines && after < highest; line += 1) {
    const to = endOfLine(text, after);
    if (to > highest || take(fields, text, after, to, false) === 'over') break;
    after = to + 1;
  }
  return fields;
}

/** The heading of a record in verbose; its cursor has the time in microseconds, hexadecimal. */
const cursorLine = /^\S[^[]{0,80} \[s=[0-9a-f]+;[^\]]*?\bt=([0-9a-f]+)/;
const otherRecord = /^\s{0,8}(?:MESSAGE=|"MESSAGE"\s*:)/;

/** Takes a line's field, or says that the record is over: at an empty line, a bracket, verbose's heading, or another message. */
function take(fields: Map<string, string>, text: string, from: number, to: number, above: boolean): 'over' | 'goes on' {
  const line = text.slice(from, Math.min(to, from + longestField)).replace(/\r$/, '');
  if (line === '' || line === '{' || line === '}' || otherRecord.test(line)) return 'over';
  const heading = cursorLine.exec(line);
  if (heading) {
    // Above the message it is this record's, below the next one's.
    if (above) fields.set('__REALTIME_TIMESTAMP', String(Number.parseInt(heading[1] ?? '', 16)));
    return 'over';
  }
  const matched = field.exec(line);
  const name = matched?.[1] ?? matched?.[3];
  const value = matched?.[2] ?? matched?.[4];
  if (name !== undefined && value !== undefined && usedFields.some((used) => used === name)) fields.set(name, value);
  return 'goes on';
}
