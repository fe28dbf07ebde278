/** What the rules find in one piece of a file. */
import type { Finding } from '../../finding';
import { apply, inOrder, rules } from '../check';
import { parsePart } from '../parse';
import type { AptRule } from '../rules/rule';
import { keepStanzas, stanzasOf } from '../stanzaAt';
import type { Subject } from '../subject';
import { asPartOfLongFile } from '../tried';
import type { Piece } from './pieces';
import { shiftError, shiftFinding } from './shift';

/** `subject` is the piece, `above` what stands before it; places count from its beginning, and are in their order. */
export function judge(subject: Subject, above: readonly Piece[]): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) {
    if (rule.scope === 'entry') found.push(...apply(rule, subject));
    else if (rule.scope === 'refusal' && subject.parsed.errors.length > 0) found.push(...refusals(rule, subject, above));
  }
  return inOrder(found);
}

/** Judged together with the pieces above, of whose errors nothing is said here. */
function refusals(rule: AptRule, subject: Subject, above: readonly Piece[]): Finding[] {
  const { parsed } = subject;
  const lead = above.map((piece) => piece.parsed.text).join('');
  if (lead === '') return apply(rule, subject);
  const line = above.reduce((lines, piece) => lines + piece.lines, 0);
  const joined = parsePart(lead + parsed.text, parsed.format, (number) => number);
  const errors = parsed.errors.map((error) => shiftError(error, { start: lead.length, line }));
  const below = asPartOfLongFile(keepStanzas({ ...joined, errors }, stanzasOf(joined)));
  return apply(rule, { ...subject, parsed: below }).map((finding) => shiftFinding(finding, -lead.length));
}
