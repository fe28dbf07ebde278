/**
 * A large log that is edited: what is known of it is moved along with its text, where a look around the change finds just
 * what was there before. Where it finds more or less, or the change may tell of guests elsewhere, the whole is read again.
 */
import type * as vscode from 'vscode';
import type { TextRange } from '../../finding';
import { type Beside, type Failure, LogJudge, namesGuestsOrBoots, scanLog } from '../../kvm';
import type { LogAnalysis } from './analysis';

/** Offsets of the text before the edit. */
export interface Edit {
  readonly start: number;
  readonly removed: number;
  readonly added: number;
  /** So many lines more, or fewer. */
  readonly lines: number;
}

/** A part of the text after the edit, of whole lines. */
export interface Context {
  readonly text: string;
  /** Where it begins in the text. */
  readonly start: number;
  /** The lines that the edit touched. */
  readonly changed: string;
}

/** Smaller ones are read whole in no time. */
const large = 1_000_000;
/** What a line says may belong to a failure so many lines above, and a record's message has its fields around it. */
const linesAbove = 1500;
const linesBelow = 200;

export function isLarge({ length }: LogAnalysis): boolean {
  return length >= large;
}

export function editOf({ range, rangeOffset, rangeLength, text }: vscode.TextDocumentContentChangeEvent): Edit {
  return { start: rangeOffset, removed: rangeLength, added: text.length, lines: newlines(text) - (range.end.line - range.start.line) };
}

export function contextOf(document: vscode.TextDocument, { range, text }: vscode.TextDocumentContentChangeEvent): Context {
  const first = Math.max(0, range.start.line - linesAbove);
  const lastChanged = range.start.line + newlines(text);
  const last = Math.min(document.lineCount - 1, lastChanged + linesBelow);
  const start = range.start.with(first, 0);
  const lines = (from: vscode.Position, to: number) => document.getText(range.with(from, document.lineAt(to).range.end));
  return { text: lines(start, last), start: document.offsetAt(start), changed: lines(range.start.with(undefined, 0), Math.min(lastChanged, document.lineCount - 1)) };
}

/** What is known after the edit, or undefined where the whole has to be read again. */
export function afterEdit({ failures, judge, length }: LogAnalysis, edit: Edit, { text, start, changed }: Context): LogAnalysis | undefined {
  if (namesGuestsOrBoots(changed) || failures.some((failure) => isTouched(failure, edit)) || besides(judge).some((range) => touches(range, edit))) return undefined;
  const after = failures.map((failure) => movedFailure(failure, edit));
  const end = start + text.length;
  const expected = after.filter(({ offset }) => offset >= start && offset < end);
  const found = scanLog(text);
  const isSame = found.length === expected.length && found.every((failure, index) => places(failure, start) === places(expected[index], 0) && isSameGuest(failure, expected[index]));
  if (!isSame) return undefined;
  return { kind: 'log', length: length + edit.added - edit.removed, failures: after, judge: movedJudge(judge, edit) };
}

/** All that a failure's surroundings tell of it; what named its guest may stand elsewhere. */
function places(failure: Failure | undefined, by: number): string {
  if (!failure) return '';
  const { offset, end, dump, kind, suberror, code, times, pid, time, timeText, data } = failure;
  return JSON.stringify([offset + by, end + by, dump && [dump.start + by, dump.end + by], kind, suberror, code, times, pid, time, timeText, data]);
}

/** What its own entry says of the guest, where nothing else does. */
function isSameGuest(found: Failure, expected: Failure | undefined): boolean {
  return expected?.vmidEvidence !== undefined || found.vmid === expected?.vmid;
}

/** A range is touched by an edit in it and at its ends. */
function touches({ start, end }: TextRange, edit: Edit): boolean {
  return edit.start <= end && edit.start + edit.removed >= start;
}

function moved({ start, end }: TextRange, edit: Edit): TextRange {
  const by = start >= edit.start + edit.removed ? edit.added - edit.removed : 0;
  return { start: start + by, end: end + by };
}

/** The same object where it stays in its place, and so does its finding. */
function movedFailure(failure: Failure, edit: Edit): Failure {
  const { dump, vmidEvidence, boot } = failure;
  if (isAbove(failure, edit)) return failure;
  const { start: offset, end } = moved({ start: failure.offset, end: failure.end }, edit);
  const line = offset === failure.offset && failure.offset < edit.start + edit.removed ? failure.line : failure.line + edit.lines;
  return {
    ...failure, offset, end, line,
    dump: dump && moved(dump, edit),
    vmidEvidence: vmidEvidence && moved(vmidEvidence, edit),
    ...(boot ? { boot: movedBoot(boot, edit) } : {}),
  };
}

/** An edit in it moves its end; it may end nowhere. */
function movedBoot(boot: NonNullable<Failure['boot']>, edit: Edit): NonNullable<Failure['boot']> {
  return { ...boot, start: moved({ start: boot.start, end: boot.start }, edit).start, end: moved({ start: boot.end, end: boot.end }, edit).start };
}

function movedJudge(judge: LogJudge, edit: Edit): LogJudge {
  if (!judge.beside || besides(judge).every(({ end }) => end < edit.start)) return judge;
  const { machineChecks, outOfMemory } = judge.beside;
  const beside: Beside = { ...judge.beside, machineChecks: machineChecks.map((range) => moved(range, edit)), outOfMemory: outOfMemory.map((kill) => ({ ...kill, range: moved(kill.range, edit) })) };
  return new LogJudge(beside, judge.elsewhere);
}

/** The message, and what the log tells of the failure elsewhere. */
function isTouched({ offset, end, dump, vmidEvidence }: Failure, edit: Edit): boolean {
  return touches({ start: offset, end }, edit) || (dump !== undefined && touches(dump, edit)) || (vmidEvidence !== undefined && touches(vmidEvidence, edit));
}

function isAbove({ end, dump, vmidEvidence, boot }: Failure, { start }: Edit): boolean {
  const endOfBoot = boot === undefined || boot.end === Number.POSITIVE_INFINITY ? 0 : boot.end;
  return end < start && (dump?.end ?? 0) < start && (vmidEvidence?.end ?? 0) < start && endOfBoot < start;
}

/** What findings of the log refer to beside their failures. */
function besides({ beside }: LogJudge): TextRange[] {
  return beside ? [...beside.machineChecks, ...beside.outOfMemory.map(({ range }) => range)] : [];
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
