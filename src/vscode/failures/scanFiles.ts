/** Logs on disk, one after another: read in pieces, scanned with bounded memory, and every file that could not be read named. */
import type { Failure } from '../../kvm';
import { LogScanner } from '../../kvm';
import { type Bytes, NotScanned, textOf } from './scanContent';

/** A file to scan. `id` is its address; `bytes` are asked for once. */
export interface LogSource {
  readonly id: string;
  readonly size: number;
  readonly bytes: () => Bytes;
}

/** VS Code hands no larger document to extensions. */
export const documentLimit = 50 * 1024 * 1024;

/** Of all files together. More failures are counted, and not listed: VS Code's tree and memory have their bounds too. */
const mostListed = 10_000;
/** Of each file, however many the files before it had. */
const leastListed = 100;

export interface ScannedFile {
  readonly id: string;
  readonly size: number;
  /** In the order of the log: the first of them, where there are very many. */
  readonly failures: readonly Failure[];
  /** Of all, listed or not, and of those with suberror 3. */
  readonly count: number;
  readonly threes: number;
  /** Why it was not read, or not to its end. */
  readonly problem: { readonly kind: 'not-a-log' | 'failed' | 'stopped'; readonly text: string } | undefined;
}

export interface Progress {
  readonly id: string;
  /** Of all files, as they lie on disk. */
  readonly bytes: number;
  readonly failures: number;
}

/** Every source is in the answer. After `signal` is aborted what was found is kept, and the rest is told as stopped. */
export async function scanFiles(sources: readonly LogSource[], signal: AbortSignal, report: (progress: Progress) => void): Promise<ScannedFile[]> {
  const scanned: ScannedFile[] = [];
  let before = 0;
  let failures = 0;
  let listed = 0;
  for (const source of sources) {
    const file = await scanFile(source, Math.max(leastListed, mostListed - listed), signal, (bytes, found) => report({ id: source.id, bytes: before + bytes, failures: failures + found }));
    scanned.push(file);
    before += source.size;
    failures += file.count;
    listed += file.failures.length;
  }
  return scanned;
}

async function scanFile({ id, size, bytes }: LogSource, most: number, signal: AbortSignal, report: (bytes: number, found: number) => void): Promise<ScannedFile> {
  const scanner = new LogScanner(most);
  let problem: ScannedFile['problem'];
  try {
    signal.throwIfAborted();
    for await (const text of textOf(counted(bytes(), signal, (read) => report(read, scanner.found)))) scanner.push(text);
  } catch (error) {
    if (signal.aborted) problem = { kind: 'stopped', text: 'stopped before its end' };
    else if (error instanceof NotScanned) problem = { kind: 'not-a-log', text: error.message };
    else problem = { kind: 'failed', text: error instanceof Error ? error.message : String(error) };
  }
  const failures = scanner.end();
  return { id, size, failures, count: scanner.found, threes: scanner.threes, problem };
}

async function* counted(bytes: Bytes, signal: AbortSignal, report: (read: number) => void): Bytes & AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const piece of bytes) {
    signal.throwIfAborted();
    read += piece.length;
    report(read);
    yield piece;
  }
}

/** Lines of a log around one, for a file that VS Code does not open: as many as fit, each cut where it is endless. */
export async function linesAround(source: LogSource, line: number, signal: AbortSignal): Promise<string> {
  const first = excerptStart(line);
  const kept: string[] = [];
  let size = 0;
  let at = 0;
  let rest = '';
  const take = (text: string) => {
    if (at >= first && size < longestExcerpt) {
      kept.push(text.slice(0, longestShown));
      size += Math.min(text.length, longestShown);
    }
    at += 1;
  };
  try {
    for await (const piece of textOf(counted(source.bytes(), signal, () => undefined))) {
      const lines = piece.split('\n');
      lines[0] = rest + (lines[0] ?? '');
      rest = (lines.pop() ?? '').slice(0, longestShown);
      lines.forEach(take);
      if (at > line + linesAfter) break;
    }
  } catch (error) {
    // What stands before the damage was scanned, and is shown.
    if (at <= line) throw error;
  }
  if (at <= line + linesAfter) take(rest);
  return kept.slice(0, line - first + linesAfter).join('\n');
}

/** The first line that is shown with a line. */
export function excerptStart(line: number): number {
  return Math.max(0, line - linesBefore);
}

const linesBefore = 200;
const linesAfter = 400;
const longestShown = 65_536;
const longestExcerpt = 4_194_304;
