/** Long sources files under the hands of somebody who types, pastes, deletes and takes back; seeded. */
import { type SourcesContext, type SourcesFormat, parseSources } from '../../src/apt';
import { aptFiles } from './aptFiles';
import { type Chooser, chooser, faultyLines, faultyStanzas } from './faultySources';

export interface Version {
  readonly text: string;
  readonly context: SourcesContext;
  /** What was done to the version before. */
  readonly edit: string;
}

const newlines = ['\n', '\n', '\n', '\n', '\r\n'];
/** Short, and each of them able to change what far more text means. */
const typed = ['a', ' ', '\n', '\n\n', '#', ':', '\t', '"', '[', ']', '=', '%20', ',', '/', '\r\n', ' \n', '\n \n', '\n#\n', 'é', '’'];
const rare = ['\0', '\ufeff', '\r', '\n\r', '\u00a0', '\ud83d'];
const lines = [
  'deb http://ftp.debian.org/debian bookworm main contrib non-free-firmware',
  'deb http://twice.example.org/debian bookworm main',
  'deb [trusted=yes] http://twice.example.org/debian bookworm contrib',
  'deb [signed-by=wrong] http://twice.example.org/debian bookworm main',
  'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription',
  '# deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription',
  'contrib non-free',
  'debb http://ftp.debian.org/debian bookworm main',
  'deb http://ftp.debian.org/debian trixie main',
  'deb-src http://security.debian.org/debian-security bookworm-security main',
];
const stanzas = [
  'Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: bookworm bookworm-updates\nComponents: main non-free-firmware\n',
  'Types: deb\nURIs: http://twice.example.org/debian\nSuites: bookworm\nComponents: main\n',
  'Types: deb deb-src\nURIs: http://other.example.org/debian http://twice.example.org/debian\nSuites: bookworm\nComponents: main\nTrusted: yes\n',
  'Types: deb rpm\nURIs: http://twice.example.org/debian\nSuites: bookworm\nComponents: main\nSigned-By: wrong\n',
  'Types: deb\nURIs: http://twice.example.org/debian nocolon\nSuites: bookworm\nComponents: main\nTrusted: no\n',
  'Types: deb\nURIs: http://download.proxmox.com/debian/pve\nSuites: bookworm\nComponents: pve-no-subscription\n',
  'Enabled: no\n',
  ' Types: deb\n URIs: http://ftp.debian.org/debian\n Suites: bookworm\n',
  'Types: deb\nURIs: http://ftp.debian.org/debian\nSuites: trixie\nComponents: main\n',
  'no colon here\n',
];

/** `count` versions of one file of some 9,000 to 20,000 characters, the first as it was opened; the same ones for the same seed. */
export function* editedSources(format: SourcesFormat, count: number, seed: number): Generator<Version> {
  const choose = chooser(seed);
  const { often } = choose;
  let context = contextOf(choose, format);
  let text = manyFrom(choose, format, seed);
  const undo: string[] = [];
  yield { text, context, edit: 'opened' };
  for (let version = 1; version < count; version += 1) {
    if (often(0.03)) {
      context = contextOf(choose, format);
      yield { text, context, edit: 'another context' };
      continue;
    }
    const back = undo.at(-1);
    if (back !== undefined && (often(0.2) || text.length > 20_000 || text.length < 9000)) {
      text = back;
      undo.pop();
      yield { text, context, edit: 'taken back' };
      continue;
    }
    undo.push(text);
    const { from, to, insert } = editOf(choose, format, text);
    text = text.slice(0, from) + insert + text.slice(to);
    yield { text, context, edit: `${from} to ${to} replaced by ${JSON.stringify(insert.slice(0, 80))}` };
  }
}

function editOf(choose: Chooser, format: SourcesFormat, text: string): { readonly from: number; readonly to: number; readonly insert: string } {
  const { pick, often, count } = choose;
  const anywhere = () => pick([0, 0, count(text.length + 1) - 1, count(text.length + 1) - 1, count(text.length + 1) - 1, text.length, text.length]);
  const lineAt = (offset: number) => text.lastIndexOf('\n', offset - 1) + 1;
  const at = often(0.4) ? lineAt(anywhere()) : anywhere();
  const end = () => Math.min(text.length, at + pick([1, 1, 2, count(30), count(300)]));
  const lineEnd = () => (text.indexOf('\n', at) + 1 || text.length);
  switch (count(9)) {
    case 1: return { from: at, to: at, insert: pick(typed) };
    case 2: return { from: at, to: end(), insert: '' };
    case 3: return { from: at, to: end(), insert: pick(typed) };
    case 4: return { from: lineAt(at), to: at > 0 && often(0.5) ? Math.max(lineAt(at), at) : lineEnd(), insert: '' };
    case 5: return { from: lineAt(at), to: lineAt(at), insert: format === 'one-line' ? `${pick(lines)}\n` : `${pick(stanzas)}\n` };
    case 6: return { from: lineAt(at), to: lineAt(at), insert: format === 'one-line' ? faultyLines(choose, 12) : `${faultyStanzas(choose, 4)}${pick(['', '\n', '\n\n'])}` };
    // What stands elsewhere once more, from a line or from the middle of one.
    case 7: {
      const start = often(0.7) ? lineAt(count(text.length) - 1) : count(text.length) - 1;
      return { from: lineAt(at), to: lineAt(at), insert: text.slice(start, start + count(400)) };
    }
    case 8: {
      if (often(0.1)) return { from: at, to: at, insert: pick(rare) };
      // Around the bytes that apt reads at once.
      if (often(0.15)) return { from: at, to: at, insert: pick(['# ', 'x', 'main ']) + 'x'.repeat(4060 + count(60)) + pick(['', '\n']) };
      return { from: at, to: at, insert: pick(typed) };
    }
    default: {
      const word = /\S+/g;
      word.lastIndex = at;
      const found = word.exec(text);
      const words = format === 'one-line' ? lines.join(' ') : stanzas.join(' ');
      return found ? { from: found.index, to: found.index + found[0].length, insert: pick(words.split(/\s+/)) } : { from: at, to: at, insert: 'main' };
    }
  }
}

/** Entries in order, such with faults, and what the differential test tries on apt. */
function manyFrom(choose: Chooser, format: SourcesFormat, seed: number): string {
  const { pick, often } = choose;
  const newline = pick(newlines);
  const strange = often(0.3) ? aptFiles(120, seed).filter((file) => file.format === format && file.text.length < 2000 && !/[\0\ufeff]|\r(?!\n)/.test(file.text)) : [];
  let text = '';
  for (let index = 0; text.length < 12_000; index += 1) {
    const own = `mirror${index}.example.org`;
    const one = format === 'one-line' ? pick(lines.slice(0, 6)) : pick(stanzas.slice(0, 4));
    const usual = `${(often(0.8) ? one.replace(/twice\.example\.org|ftp\.debian\.org/g, own) : one).replace(/ rpm|(?<==|: )wrong/g, (word) => (word === 'wrong' ? '/a.gpg' : ''))}\n`;
    const faulty = () => (format === 'one-line' ? faultyLines(choose) : `${faultyStanzas(choose)}\n`);
    text += (often(0.1) ? `# mirror ${index}\n` : '') + (often(0.05) && strange.length > 0 ? `${pick(strange).text}\n` : often(0.8) ? usual : faulty()) + (format === 'deb822' ? '\n' : '');
  }
  return newline === '\n' ? text : text.replace(/\r?\n/g, newline);
}

function contextOf({ pick, often }: Chooser, format: SourcesFormat): SourcesContext {
  const name = pick(['sources.list.d/many', 'sources.list.d/many', 'sources.list.d/not read', 'sources']);
  const path = `/etc/apt/${name}.${format === 'one-line' ? 'list' : 'sources'}${often(0.05) ? '.bak' : ''}`;
  const file = (own: string, text: string, as: SourcesFormat) => ({ path: `/etc/apt/${own}`, parsed: parseSources(text, as) });
  const others = pick([[], [], [file('sources.list', `${pick(lines)}\n${pick(lines)}\n`, 'one-line')], [file('sources.list.d/a.sources', pick(stanzas), 'deb822'), file('sources.list.d/z.list', lines.join('\n'), 'one-line')]]);
  if (often(0.4)) return { path, others };
  const host = { physicalPve: often(0.5), ...(often(0.8) ? { codename: pick(['bookworm', 'bookworm', 'trixie', 'bullseye']) } : {}), ...(often(0.5) ? { subscription: often(0.3) } : {}) };
  return { path, host, others };
}
