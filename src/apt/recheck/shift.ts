/** What was found in a piece of a file, at its place in the whole: everything is made anew, and the piece’s own stays as it is. */
import type { Finding, Fix, Related, TextRange, Where } from '../../finding';
import type { Stanza } from '../stanzas';
import type { SourceEntry, SourceError, SourceOption, Token } from '../types';

/** How far into the file a piece begins: in code units, and in lines. */
export interface Shift {
  readonly start: number;
  readonly line: number;
}

export function shiftRange<T extends TextRange>(range: T, by: number): T {
  return { ...range, start: range.start + by, end: range.end + by };
}

export function shiftEntry(entry: SourceEntry, { start, line }: Shift): SourceEntry {
  const tokens = (all: readonly Token[]) => all.map((token) => shiftToken(token, start));
  const { format, range, types, uris, suites, components, options, enabled } = entry;
  return {
    format,
    range: shiftRange(range, start),
    line: entry.line + line,
    types: tokens(types),
    uris: tokens(uris),
    suites: tokens(suites),
    components: tokens(components),
    options: options.map(({ name, operator, values, value }): SourceOption => ({ name: shiftToken(name, start), operator, values: tokens(values), value })),
    enabled,
  };
}

export function shiftError(error: SourceError, { start, line }: Shift): SourceError {
  return { ...error, range: shiftRange(error.range, start), at: shiftRange(error.at, start), line: error.line + line };
}

export function shiftFinding(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const { where, fixes, related } = finding;
  return { ...finding, where: shiftWhere(where, by), fixes: fixes.map((fix) => shiftFix(fix, by)), ...(related ? { related: related.map((one) => shiftRelated(one, by)) } : {}) };
}

function shiftToken({ start, end, text }: Token, by: number): Token {
  return { start: start + by, end: end + by, text };
}

function shiftWhere(where: Where, by: number): Where {
  return where.kind === 'document' ? { kind: 'document', range: shiftRange(where.range, by) } : where;
}

function shiftFix(fix: Fix, by: number): Fix {
  return fix.kind === 'edit' ? { ...fix, edits: fix.edits.map(({ range, newText }) => ({ range: shiftRange(range, by), newText })) } : fix;
}

function shiftRelated({ message, where }: Related, by: number): Related {
  return { message, where: shiftWhere(where, by) };
}

export function shiftStanza({ fields, range, line, broken }: Stanza, by: Shift): Stanza {
  const shifted = fields.map(({ name, value, words, range: own }) => ({ name: shiftToken(name, by.start), value, words: words.map((word) => shiftToken(word, by.start)), range: shiftRange(own, by.start) }));
  return { fields: shifted, range: shiftRange(range, by.start), line: line + by.line, broken };
}
