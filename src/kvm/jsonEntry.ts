/**
 * A log's line that is one JSON object: journalctl -o json and json-sse, with its fields in any order, and containers'
 * logs. A message that is not UTF-8, or holds colours, is an array of its bytes (systemd's logs-show.c).
 */
import { bytesOf } from './bytes';
import { withoutColours } from './colours';
import type { Entry } from './entry';
import { knownFrom, usedFields } from './journalFields';
import { longestLine } from './window';

const opening = /^\s{0,8}(?:data: )?\{/;
const messageKey = /"(?:MESSAGE|message|msg|log)"\s*:\s*(?:"|(?=\[))/;

export function jsonEntry(text: string, start: number, end: number): Entry | undefined {
  if (!opening.test(text.slice(start, start + 16))) return undefined;
  const line = text.slice(start, Math.min(end, start + longestLine));
  const key = messageKey.exec(line);
  if (!key) return undefined;
  const from = key.index + key[0].length;
  const known = { ...knownFrom(fieldsOf(line)), end, bare: false, quoted: false, times: 1 };
  if (line[from] === '[') {
    const { message, offset, at, endOf } = bytesOf(line, from);
    return { ...known, message, offset: start + offset, inText: (index) => start + at(index), endInText: (length) => start + endOf(length) };
  }
  const { plain, original } = withoutColours(line.slice(from, endOfString(line, from)));
  const inText = (index: number) => start + from + original(index);
  return { ...known, message: plain, offset: inText(0), inText, endInText: (length) => inText(length - 1) + 1 };
}

function fieldsOf(line: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const name of usedFields) {
    const key = line.indexOf(`"${name}"`);
    if (key < 0) continue;
    const value = /^\s*:\s*"/.exec(line.slice(key + name.length + 2, key + name.length + 10));
    if (!value) continue;
    const from = key + name.length + 2 + value[0].length;
    fields.set(name, line.slice(from, endOfString(line, from)));
  }
  return fields;
}

/** The closing quote, with escaped ones passed over; the line's end where there is none. */
function endOfString(line: string, from: number): number {
  for (let quote = line.indexOf('"', from); quote >= 0; quote = line.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (line[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote;
  }
  return line.length;
}
