/** Why apt refuses a line or a stanza, in the words of apt-pkg/sourcelist.cc. */
import type { TextRange } from '../finding';
import { cString } from './bytes';
import type { SourceError, SourceErrorReason, SourcesFormat, Token } from './types';

export interface Problem {
  readonly reason: SourceErrorReason;
  /** The word at fault; the whole line or stanza where it is missing. */
  readonly at?: TextRange | undefined;
  readonly message: string;
  readonly acceptedSince?: string;
}

/** `range` is the line or stanza. A message of several lines is laid out as apt prints it: apt-pkg/contrib/error.cc. */
export function errorAt(problem: Problem, range: TextRange, line: number): SourceError {
  return { ...problem, range, at: problem.at ?? range, line, message: problem.message.replace(/[\n\r]+$/, '').replace(/[\n\r]+/g, '\n   ') };
}

/** What stands in the brackets of “Malformed entry 1 in list file FILE (URI)”. */
const details = {
  'option-unparsable': '[option] unparsable',
  'option-too-short': '[option] too short',
  'option-not-assignment': '[option] not assignment',
  'option-no-key': '[option] no key',
  'option-no-value': '[option] no value',
  'no-uri': 'URI',
  'no-suite': 'Suite',
  'bad-uri': 'URI parse',
  'component-on-exact-path': 'absolute Suite Component',
  'no-component': 'Component',
} as const satisfies Partial<Record<SourceErrorReason, string>>;

export type MalformedEntry = keyof typeof details;

/** Lines and stanzas are counted from 1. */
export function malformedEntry(format: SourcesFormat, number: number, reason: MalformedEntry, at?: TextRange): Problem {
  return { reason, at, message: `Malformed entry ${number} in ${format === 'one-line' ? 'list' : 'sources'} file FILE (${details[reason]})` };
}

export function noType(format: SourcesFormat, number: number, at?: TextRange): Problem {
  return { reason: 'no-type', at, message: `Malformed ${unitOf(format)} ${number} in source list FILE (type)` };
}

export function unknownType(format: SourcesFormat, number: number, type: Token): Problem {
  return { reason: 'unknown-type', at: type, message: `Type '${cString(type.text)}' is not known on ${unitOf(format)} ${number} in source list FILE` };
}

function unitOf(format: SourcesFormat): string {
  return format === 'one-line' ? 'line' : 'stanza';
}

/** The kinds of archives that apt knows: apt-pkg/deb/debmetaindex.cc, `debSLTypeDeb` and `debSLTypeDebSrc`. */
export function isKnownType({ text }: Token): boolean {
  const type = cString(text);
  return type === 'deb' || type === 'deb-src';
}
