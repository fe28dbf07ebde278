/** What the list of a scan shows, as plain data: files with their failures, the gravest first, and what was not read. */
import { type Failure, findingOf } from '../../kvm';
import { nameOf } from '../language/logOutline';
import { count, size as inWords } from '../hosts/words';
import type { ScannedFile } from './scanFiles';

export type ScanOrder = 'place' | 'time';

export interface ScanNode {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Made when it is asked for: a scan lists thousands. */
  readonly tooltip: () => string;
  readonly icon: string;
  readonly tone: 'warning' | 'information' | 'muted';
  /** What a click opens. */
  readonly opens: { readonly file: string; readonly line: number; readonly size: number } | undefined;
  /** The file that the node stands for, so that VS Code shows its icon. */
  readonly file: string | undefined;
  readonly children: readonly ScanNode[];
}

export interface Unread {
  readonly name: string;
  readonly reason: string;
}

/** `shown` makes a short name of a file's address. */
export function scanNodes(files: readonly ScannedFile[], unread: readonly Unread[], order: ScanOrder, shown: (id: string) => string): ScanNode[] {
  const withFailures = files.filter((file) => file.count > 0);
  const ranked = [...withFailures].sort((a, b) => grave(b) - grave(a) || shown(a.id).localeCompare(shown(b.id), 'en', { numeric: true }));
  const missed = [...unread, ...files.flatMap(({ id, problem }) => (problem && !withFailures.some((file) => file.id === id) ? [{ name: shown(id), reason: problem.text }] : []))];
  return [...ranked.map((file) => fileNode(file, order, shown(file.id))), ...(missed.length === 0 ? [] : [missedNode(missed)])];
}

/** `3 failures in 2 of 14 files`; what the scan says of itself. */
export function summary(files: readonly ScannedFile[], unread: readonly Unread[]): string {
  const failures = files.reduce((sum, file) => sum + file.count, 0);
  const hit = files.filter((file) => file.count > 0).length;
  const missed = unread.length + files.filter(({ problem }) => problem).length;
  const found = failures === 0 ? `No KVM failure in ${count(files.length, 'file')}` : `${count(failures, 'failure')} in ${hit} of ${count(files.length, 'file')}`;
  return missed === 0 ? found : `${found}; ${count(missed, 'file')} not read, or not to the end`;
}

const isThree = ({ kind, suberror }: Failure) => kind === 'internal-error' && suberror === 3;
const grave = ({ threes, count: all }: ScannedFile) => (threes > 0 ? 1e9 : 0) + all;

function fileNode(file: ScannedFile, order: ScanOrder, name: string): ScanNode {
  const { id, failures, size, threes, problem } = file;
  const worst = threes > 0 ? `${threes} × Suberror 3` : count(file.count, 'failure');
  const others = threes > 0 && file.count > threes ? `${file.count - threes} other` : undefined;
  const more = file.count - failures.length;
  const description = [worst, others, problem?.kind === 'stopped' ? 'stopped' : problem ? 'not read to the end' : undefined].filter(Boolean).join(' · ');
  const tooltip = () => [name, inWords(size), description, ...(problem ? [problem.text] : [])].join('\n');
  const children = ordered(failures, order).map((failure) => failureNode(failure, id, size));
  const rest: ScanNode = { id: `${id}#more`, label: `${more} more`, description: `${failures.length} are listed`, tooltip: () => 'A scan lists 10,000 failures, the first of each file, and counts all. Scan this file alone to list more of it.', icon: 'ellipsis', tone: 'muted', opens: undefined, file: undefined, children: [] };
  return { id, label: name, description, tooltip, icon: 'file', tone: threes > 0 ? 'warning' : 'information', opens: undefined, file: id, children: more > 0 ? [...children, rest] : children };
}

/** By time where the log tells it; what has none stays in its place behind. */
function ordered(failures: readonly Failure[], order: ScanOrder): readonly Failure[] {
  if (order === 'place') return failures;
  return [...failures].sort((a, b) => (b.time ?? -1) - (a.time ?? -1) || b.offset - a.offset);
}

function failureNode(failure: Failure, id: string, size: number): ScanNode {
  const { line, timeText, times } = failure;
  return {
    id: `${id}#${failure.offset}`,
    label: nameOf(failure),
    description: [timeText === undefined || /^\d{15,}$/.test(timeText) ? timeOf(failure) : timeText, `line ${line + 1}`, ...(times > 1 ? [`${times} times`] : [])].filter(Boolean).join(' · '),
    tooltip: () => {
      const { message, explanation } = findingOf(failure);
      return `${message}\n\n${explanation}`;
    },
    icon: isThree(failure) ? 'warning' : 'info',
    tone: isThree(failure) ? 'warning' : 'information',
    opens: { file: id, line, size },
    file: undefined,
    children: [],
  };
}

function timeOf({ time }: Failure): string {
  return time === undefined ? '' : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

function missedNode(missed: readonly Unread[]): ScanNode {
  return {
    id: 'missed',
    label: 'Not read',
    description: count(missed.length, 'file'),
    tooltip: () => 'What is in these files is not known.',
    icon: 'circle-slash',
    tone: 'muted',
    opens: undefined,
    file: undefined,
    children: missed.map(({ name, reason }) => ({ id: `missed#${name}`, label: name, description: reason, tooltip: () => `${name}: ${reason}`, icon: 'circle-slash', tone: 'muted', opens: undefined, file: undefined, children: [] })),
  };
}
