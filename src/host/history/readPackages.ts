/** What packages.sh printed, as changes: what dpkg did within a run of apt, or by itself within minutes, is one. */
import type { PackageChange } from './types';

interface Done {
  readonly time: number;
  readonly notable: PackageChange['notable'][number];
}

/** Milliseconds between two lines of dpkg that are one change, and from apt's beginning to what dpkg does for it. */
const together = 15 * 60_000;

/** Oldest first. The same line from two logs counts once. */
export function packagesOf(body: string): PackageChange[] {
  const lines = [...new Set(body.split('\n'))];
  const runs = lines.flatMap((line): PackageChange[] => {
    const [, seconds, count, command = ''] = /^apt (\d+) (\d+) ?(.*)$/.exec(line) ?? [];
    return seconds === undefined ? [] : [{ time: Number(seconds) * 1000, command: command === '' ? undefined : command, count: Number(count), notable: [] }];
  });
  const changes = runs.sort((a, b) => a.time - b.time);
  for (const { time, notable } of lines.flatMap(doneOf).sort((a, b) => a.time - b.time)) {
    const index = changes.findLastIndex((change) => change.time <= time + 1000 && time - change.time <= together);
    const change = changes[index];
    if (change) changes[index] = { ...change, notable: [...change.notable, notable] };
    else insert(changes, { time, command: undefined, count: undefined, notable: [notable] });
  }
  return changes;
}

function doneOf(line: string): Done[] {
  const [, seconds, action = '', name = '', before = '', after = ''] = /^dpkg (\d+) (\S+) (\S+) ?(\S*) ?(\S*)$/.exec(line) ?? [];
  const version = (text: string) => (text === '' || text === '<none>' ? undefined : text);
  return seconds === undefined ? [] : [{ time: Number(seconds) * 1000, notable: { name, action, before: version(before), after: version(after) } }];
}

function insert(changes: PackageChange[], change: PackageChange): void {
  const index = changes.findIndex(({ time }) => time > change.time);
  changes.splice(index < 0 ? changes.length : index, 0, change);
}
