/**
 * What VS Code changes in a file by saving it, beside what was typed. It keeps one kind of line end per document, chosen
 * when it opens the file (a lone carriage return counts as one, too: vs/editor/common/model/pieceTreeTextBuffer), and what
 * is not UTF-8 it has replaced by U+FFFD. Nothing of that is to be seen in the editor, nor can it be undone there.
 */

export interface ChangedBySaving {
  /** Undefined where all lines end alike. */
  readonly lineEnds?: {
    readonly becomes: 'LF' | 'CRLF';
    /** Lines whose end changes, and the first of them, counted from 1. */
    readonly lines: number;
    readonly firstLine: number;
    /** Of them those that end in a lone carriage return: apt reads it as a space, so that one line becomes two. */
    readonly split: number;
  };
  /** The first line with bytes that are not UTF-8, counted from 1 as the editor counts; undefined where there is none. */
  readonly lossyLine?: number;
}

/** Undefined where saving changes nothing but what was typed. Never throws. */
export function changedBySaving(bytes: Uint8Array): ChangedBySaving | undefined {
  // Text of two bytes a character, which VS Code tells by its mark and writes as it was.
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return undefined;
  const lineEnds = changedLineEnds(bytes);
  const lossyLine = firstLossyLine(bytes);
  if (!lineEnds && lossyLine === undefined) return undefined;
  return { ...(lineEnds ? { lineEnds } : {}), ...(lossyLine === undefined ? {} : { lossyLine }) };
}

/** What the user is told before the first save, or undefined for nothing. `name` is the file's. */
export function savingWarning(name: string, { lineEnds, lossyLine }: ChangedBySaving): string {
  const parts = [
    lossyLine === undefined ? undefined : `line ${lossyLine} holds bytes that are not UTF-8, and they would be lost for good. Reopen it with its encoding before you save.`,
    lineEnds && `${lineEnds.lines === 1 ? 'one line ends' : `${lineEnds.lines} lines end`} otherwise than most, the first is line ${lineEnds.firstLine}, and ${lineEnds.lines === 1 ? 'its end becomes' : 'their ends become'} ${lineEnds.becomes}.`,
    lineEnds && lineEnds.split > 0 ? `${lineEnds.split === 1 ? 'A lone carriage return becomes a line end' : `${lineEnds.split} lone carriage returns become line ends`}, and apt reads other lines then.` : undefined,
  ];
  return `Saving changes more of ${name} than you typed: ${parts.filter((part) => part !== undefined).join(' ')}`;
}

type LineEnd = 'LF' | 'CRLF' | 'CR';

function changedLineEnds(bytes: Uint8Array): ChangedBySaving['lineEnds'] {
  const ends = [...lineEndsOf(bytes)];
  const withReturn = ends.filter((end) => end !== 'LF').length;
  // More than half: at a tie LF wins.
  const becomes = withReturn > ends.length / 2 ? 'CRLF' : 'LF';
  const first = ends.findIndex((end) => end !== becomes);
  if (first < 0) return undefined;
  return { becomes, lines: ends.filter((end) => end !== becomes).length, firstLine: first + 1, split: ends.filter((end) => end === 'CR').length };
}

function* lineEndsOf(bytes: Uint8Array): Generator<LineEnd> {
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 10) yield 'LF';
    if (bytes[at] !== 13) continue;
    const both = bytes[at + 1] === 10;
    if (both) at += 1;
    yield both ? 'CRLF' : 'CR';
  }
}

/** By halves: a prefix that ends within a character is none that is broken. */
function firstLossyLine(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes, false)) return undefined;
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = good + Math.floor((bad - good) / 2);
    if (isUtf8(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  return [...lineEndsOf(bytes.subarray(0, good))].length + 1;
}

function isUtf8(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
