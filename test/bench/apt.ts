/**
 * How long it takes to check a sources file of 10,000 lines: as a whole, as when it is opened, and again after each change, which
 * is what the editor does; in both formats. And how the time of reading grows with texts that are made to be slow. One JSON line a
 * row, times in milliseconds.
 */
import { type SourcesContext, type SourcesFormat, SourcesChecker, checkSources, parseSources } from '../../src/apt';
import { eachFinding } from '../../src/vscode/language/analysis';
import { publishGravest } from '../../src/vscode/language/published';
import { seeded } from '../support/words';

const print = (row: object) => process.stdout.write(`${JSON.stringify(row)}\n`);

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const round = (milliseconds: number) => Math.round(milliseconds * 100) / 100;

/** With faults each stanza or line has a suite of another release in its turn, and most lack a component. */
type Kind = 'in order' | 'with faults';

const suites = ['bullseye', 'bookworm', 'bookworm-updates', 'bookworm-security', 'trixie'];

/** Entries of a large mirror list: hosts of all kinds, a comment here and there. */
function oneLine(lines: number, kind: Kind): string {
  return Array.from({ length: lines }, (_, index) => {
    if (kind === 'in order') return index % 7 === 0 ? `# mirror ${index}` : `deb http://mirror${index}.example.org/debian bookworm main contrib non-free-firmware`;
    const suite = suites[index % suites.length] ?? '';
    if (index % 7 === 0) return `# mirror ${index}`;
    const option = index % 5 === 0 ? ' [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]' : '';
    return `deb${option} http://mirror${index}.example.org/debian ${suite} main contrib${index % 3 === 0 ? ' non-free-firmware' : ''}`;
  }).join('\n');
}

function deb822(lines: number, kind: Kind): string {
  const faulty = kind === 'with faults';
  const stanza = (index: number) => [
    `# mirror ${index}`,
    'Types: deb',
    `URIs: http://mirror${index}.example.org/debian`,
    `Suites: ${faulty ? (suites[index % suites.length] ?? '') : 'bookworm bookworm-updates'}`,
    `Components: main${faulty ? (index % 3 === 0 ? ' contrib' : '') : ' contrib non-free-firmware'}`,
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
    '',
  ];
  return Array.from({ length: Math.ceil(lines / 7) }, (_, index) => stanza(index)).flat().slice(0, lines).join('\n');
}

const contextOf = (format: SourcesFormat): SourcesContext => ({ path: `/etc/apt/sources.list.d/many.${format === 'one-line' ? 'list' : 'sources'}`, host: { codename: 'bookworm', physicalPve: true } });
const manyLines = (format: SourcesFormat, kind: Kind) => (format === 'one-line' ? oneLine : deb822)(10_000, kind);

/** The text differs a little each time, so that nothing is taken from the time before. */
function whole(format: SourcesFormat, kind: Kind): void {
  const text = manyLines(format, kind);
  const reading: number[] = [];
  const both: number[] = [];
  for (let run = 0; run < 80; run += 1) {
    const edited = `${text}\n# ${run}`;
    const read = timed(() => parseSources(edited, format));
    const all = timed(() => checkSources(parseSources(`${edited} `, format), contextOf(format)));
    // The first runs are those of a window that has just been opened.
    if (run < 20) continue;
    reading.push(read);
    both.push(all);
  }
  const findings = checkSources(parseSources(text, format), contextOf(format)).length;
  print({ bench: 'apt/whole', format, kind, lines: text.split('\n').length, findings, runs: both.length, parseP95: round(percentile(reading, 0.95)), p50: round(percentile(both, 0.5)), p95: round(percentile(both, 0.95)) });
}

/** What people do: a sign or a word here or there, one that goes, lines that come and go, and what was done last goes on. */
function editor(text: string): (at: number) => string {
  const random = seeded(20_261_125);
  const lines = text.split('\n');
  let line = 0;
  const edits: ((own: string, column: number) => readonly string[])[] = [
    (own, column) => [own.slice(0, column) + 'x' + own.slice(column)],
    (own, column) => [own.slice(0, column) + ' main' + own.slice(column)],
    (own, column) => [own.slice(0, column) + own.slice(column + 1)],
    (own, column) => [own.slice(0, column), own.slice(column)],
    (own) => [own, own],
    () => [],
  ];
  return (place) => {
    // Three times at one place, as typing is; each fifth place is the head.
    if (place % 3 === 0) line = place % 15 === 0 ? 0 : Math.floor(random() * lines.length);
    const own = lines[line] ?? '';
    lines.splice(line, 1, ...(edits[place % 3 === 0 ? Math.floor(random() * edits.length) : 0]?.(own, Math.floor(random() * own.length)) ?? []));
    return lines.join('\n');
  };
}

/** From the text, as VS Code hands it out, to the findings that it is given. */
function recheck(format: SourcesFormat, kind: Kind): void {
  const text = manyLines(format, kind);
  const checker = new SourcesChecker(format);
  const opened = timed(() => checker.check(text, contextOf(format)));
  const edit = editor(text);
  const times: number[] = [];
  let findings = 0;
  for (let run = 0; run < 230; run += 1) {
    const edited = edit(run);
    const time = timed(() => {
      const checked = checker.check(edited, contextOf(format));
      const found = publishGravest((visit) => eachFinding({ kind: 'sources', checked }, visit), {});
      findings = found.shown.length + found.omitted;
      return found;
    });
    if (run >= 30) times.push(time);
  }
  print({ bench: 'apt/recheck', format, kind, lines: text.split('\n').length, findings, runs: times.length, opened: round(opened), p50: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)), limit: 16 });
}

/** 16 times the text: a ratio far above 16 is more than linear. */
function growth(what: string, format: SourcesFormat, piece: string): void {
  const best = (size: number) => {
    const text = piece.repeat(Math.ceil(size / piece.length));
    return Math.min(...[1, 2, 3, 4, 5].map(() => timed(() => parseSources(text, format))));
  };
  best(50_000);
  const [small, large] = [best(60_000), best(960_000)];
  print({ bench: 'apt/growth', what, format, times: 16, small: round(small), large: round(large), ratio: round(large / small) });
}

for (const work of [recheck, whole]) for (const kind of ['in order', 'with faults'] as const) for (const format of ['one-line', 'deb822'] as const) work(format, kind);
growth('entries', 'one-line', 'deb http://example.org/debian bookworm main contrib\n');
growth('quotes that never close', 'one-line', 'deb "http://example.org bookworm main\n');
growth('brackets that never close', 'one-line', 'deb [arch=amd64 [http://example.org\n');
growth('one line of components', 'one-line', 'deb http://example.org/debian bookworm main ');
growth('NUL bytes', 'one-line', 'deb \0');
growth('stanzas', 'deb822', 'Types: deb\nURIs: http://example.org\nSuites: a\nComponents: b\n\n');
growth('comments', 'deb822', '#\nA: b\n');
growth('lines without a colon', 'deb822', 'nonsense\n');
growth('carriage returns', 'deb822', 'A: b\n\rc');
growth('blank lines', 'deb822', ' \n\n');
growth('one value', 'deb822', 'a ');
growth('URIs and suites', 'deb822', 'Types: deb\nURIs: a: b: c:\nSuites: x y z\nComponents: b\n\n');
