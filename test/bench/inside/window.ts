/**
 * Runs in VS Code's extension host; see ../window.ts. Its listeners are there before the extension's, so that a document's time
 * begins before the extension hears of it, and it ends in the first turn of the event loop in which the diagnostics are there.
 */
import { linkSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { startDoctor } from '../../integration/support/extension';
import { until } from '../../support/until';
import { toReport } from '../../vscode/report';

const rounds = 5;
/** By then what follows a typed character is over: the extension waits for pauses of up to a second. */
const afterTyping = 1_500;
const folder = process.env.PVE_DOCTOR_BENCH_LOGS ?? '';
const profiles = process.env.PVE_DOCTOR_BENCH_PROFILE;

const round = (value: number, digits = 1) => Number(value.toFixed(digits));
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const ours = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'PVE Doctor');

/** A moment, and the processor time that this thread had until then: that does not count what else the machine does. */
interface Moment {
  readonly wall: number;
  readonly cpu: number;
}
/** VS Code's Node has it since 23.9; the types here are of an older one. */
const node = process as NodeJS.Process & { threadCpuUsage(): NodeJS.CpuUsage };
const cpu = () => {
  const { user, system } = node.threadCpuUsage();
  return (user + system) / 1000;
};
const now = (): Moment => ({ wall: performance.now(), cpu: cpu() });
const between = (begin: Moment, end: Moment): Moment => ({ wall: end.wall - begin.wall, cpu: end.cpu - begin.cpu });

/** Milliseconds of ours and of theirs, and how they compare. */
function compared(mine: readonly number[], its: readonly number[]): { readonly ours: number; readonly theirs: number; readonly ratio: number } {
  return { ours: round(median(mine)), theirs: round(median(its)), ratio: round(median(mine) / median(its), 3) };
}

/** When the bench heard of each document, and when of its diagnostics. */
const opened = new Map<string, Moment>();
const told = new Map<string, Moment>();

export async function run(): Promise<void> {
  const { line, end } = toReport();
  vscode.workspace.onDidOpenTextDocument(({ uri }) => opened.set(uri.path, now()));
  vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    for (const uri of uris) if (!told.has(uri.path) && ours(uri).length > 0) told.set(uri.path, now());
  });
  await startDoctor();
  // Above that size a window asks before it opens a file.
  await vscode.workspace.getConfiguration('workbench').update('editorLargeFileConfirmation', 1024, vscode.ConfigurationTarget.Global);
  try {
    for (const failures of [20, 100_000]) for (const row of [await opening(failures), await typing(failures)]) line(JSON.stringify(row));
  } finally {
    await end();
  }
}

async function opening(failures: number): Promise<object> {
  const theirs: Moment[] = [];
  const all: Opening[] = [];
  for (let turn = 0; turn <= rounds; turn += 1) {
    const [get, times] = [await getText(failures), await open(failures)];
    await close(times.uri);
    // The first has code to load.
    if (turn === 0) continue;
    theirs.push(get);
    all.push(times);
  }
  const by = (when: 'published' | 'complete', what: keyof Moment) => compared(all.map((one) => one[when][what]), theirs.map((one) => one[what]));
  // VS Code waits 50 ms with the event, to gather more.
  return { bench: 'window/open', beside: 'document.getText()', failures, rounds, ...by('published', 'wall'), limit: 2, cpu: by('published', 'cpu'), complete: { ...by('complete', 'wall'), cpu: by('complete', 'cpu') }, event: round(median(all.map(({ event }) => event))) };
}

/** A character in a quiet line of the middle, beside one in a failure's message, after which the whole log is read again. */
async function typing(failures: number): Promise<object> {
  const { uri } = await open(failures);
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.path !== uri.path) throw new Error('The log is not in the active editor');
  const middle = Math.floor(editor.document.lineCount / 2);
  const lineWith = (words: string) => {
    for (let line = middle; line < editor.document.lineCount; line += 1) if (editor.document.lineAt(line).text.includes(words)) return line;
    throw new Error(`No line has ${words}`);
  };
  const [quiet, failure] = [lineWith('systemd[1]'), lineWith('KVM internal error')];
  const near: number[] = [];
  const whole: number[] = [];
  for (let turn = 0; turn <= rounds; turn += 1) near.push(await ownTimeAfter(editor, editor.document.lineAt(quiet).range.end));
  for (let turn = 0; turn < rounds; turn += 1) whole.push(await ownTimeAfter(editor, editor.document.lineAt(failure).range.end));
  // Once it counts the lines of the failures below.
  const [first = NaN, ...later] = near;
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await close(uri);
  return { bench: 'window/typing', beside: 'reading the whole again', failures, rounds, ...compared(later, whole), first: round(first) };
}

/** Milliseconds that the extension's own code takes for a character that is typed there: VS Code's extensions in the same process take more. */
async function ownTimeAfter(editor: vscode.TextEditor, position: vscode.Position): Promise<number> {
  await calm();
  const stop = await startProfile('typing');
  if (!(await editor.edit((builder) => builder.insert(position, 'x')))) throw new Error('Nothing could be typed');
  await setTimeout(afterTyping);
  return ownTime(await stop());
}

/** A file with the text of that log that no document has been opened from. */
let files = 0;
function fresh(failures: number): vscode.Uri {
  files += 1;
  const path = join(folder, `${failures}-${files}.log`);
  linkSync(join(folder, `${failures}.log`), path);
  return vscode.Uri.file(path);
}

/** Of a document that no editor shows, so that nobody has asked for its text before. */
async function getText(failures: number): Promise<Moment> {
  const document = await vscode.workspace.openTextDocument(fresh(failures));
  await calm();
  const begin = now();
  document.getText();
  return between(begin, now());
}

interface Opening {
  readonly uri: vscode.Uri;
  /** Until diagnostics are there, until others are told of them, and until all failures are counted. */
  readonly published: Moment;
  readonly event: number;
  readonly complete: Moment;
}

async function open(failures: number): Promise<Opening> {
  const uri = fresh(failures);
  await calm();
  const stop = profiles === undefined ? undefined : await startProfile(`${failures} failures`);
  const showing = vscode.commands.executeCommand('vscode.open', uri);
  while (ours(uri).length === 0) await setImmediate();
  const published = now();
  while (failures >= 1000 && !ours(uri).some(({ message }) => message.startsWith(`${failures - 999} more findings`))) await setImmediate();
  const complete = failures >= 1000 ? now() : published;
  await stop?.();
  await showing;
  await until(() => told.has(uri.path));
  const [begin, event] = [opened.get(uri.path), told.get(uri.path)];
  if (!begin || !event) throw new Error('The bench did not hear of a document');
  return { uri, published: between(begin, published), event: between(begin, event).wall, complete: between(begin, complete) };
}

async function close({ path }: vscode.Uri): Promise<void> {
  await calm();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until(() => vscode.workspace.textDocuments.every((document) => document.uri.path !== path), 30_000);
}

/** What earlier documents left is nobody's cost; code that a user's collections would not throw away stays compiled. */
const collectGarbage = (() => {
  setFlagsFromString('--no-flush-bytecode');
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

async function calm(): Promise<void> {
  await setTimeout(1_000);
  collectGarbage();
}

let taken = 0;

/** What the extension host does until the answer is called; written to a file where a folder is named for that. */
async function startProfile(what: string): Promise<() => Promise<Profiler.Profile>> {
  taken += 1;
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    if (profiles !== undefined) writeFileSync(join(profiles, `${taken} ${what}.cpuprofile`), JSON.stringify(profile));
    return profile;
  };
}

/** Milliseconds in the extension's files, and in what they call. */
function ownTime({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): number {
  const own = new Set<number>();
  const children = new Map(nodes.map(({ id, children: ids = [] }) => [id, ids]));
  const take = (id: number): void => {
    own.add(id);
    children.get(id)?.forEach(take);
  };
  for (const { id, callFrame } of nodes) if (!own.has(id) && callFrame.url.includes(`${folder}/extension/dist/`)) take(id);
  return samples.reduce((sum, id, index) => sum + (own.has(id) ? (timeDeltas[index] ?? 0) : 0), 0) / 1000;
}
