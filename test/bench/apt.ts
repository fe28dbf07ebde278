/**
 * How long it takes to read and check a sources file of 10,000 lines, which the editor does after each change: in both formats,
 * and how the time of reading grows with texts that are made to be slow. One JSON line a row, times in milliseconds.
 */
import { type SourcesContext, type SourcesFormat, checkSources, parseSources } from '../../src/apt';

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

/** Typing: the text differs a little each time, so that nothing is taken from the time before. */
function recheck(format: SourcesFormat, kind: Kind): void {
  const text = (format === 'one-line' ? oneLine : deb822)(10_000, kind);
  const context: SourcesContext = { path: `/etc/apt/sources.list.d/many.${format === 'one-line' ? 'list' : 'sources'}`, host: { codename: 'bookworm', physicalPve: true } };
  const reading: number[] = [];
  const both: number[] = [];
  for (let run = 0; run < 250; run += 1) {
    const edited = `${text}\n# ${run}`;
    const read = timed(() => parseSources(edited, format));
    const whole = timed(() => checkSources(parseSources(`${edited} `, format), context));
    // The first runs are those of a window that has just been opened.
    if (run < 50) continue;
    reading.push(read);
    both.push(whole);
  }
  const findings = checkSources(parseSources(text, format), context).length;
  print({ bench: 'apt/recheck', format, kind, lines: text.split('\n').length, findings, runs: both.length, parseP95: round(percentile(reading, 0.95)), p50: round(percentile(both, 0.5)), p95: round(percentile(both, 0.95)), limit: 16 });
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

for (const kind of ['in order', 'with faults'] as const) for (const format of ['one-line', 'deb822'] as const) recheck(format, kind);
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
