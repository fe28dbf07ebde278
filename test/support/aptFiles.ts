/** Sources files for the differential test: as hosts have them, spoilt in many ways, and put together from words; seeded. */
import type { SourcesFormat } from '../../src/apt';
import { templates } from './aptTemplates';
import { seeded } from './words';

export interface AptFile {
  readonly format: SourcesFormat;
  readonly text: string;
  /** In every URI of the file and in no other file's, unless something was spoilt. */
  readonly mark: string;
}

type Random = () => number;

/** The same ones for the same seed. */
export function aptFiles(count: number, seed: number): AptFile[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const mark = `h${String(index).padStart(6, '0')}x`;
    for (;;) {
      const { format, text } = draw(random);
      // `%5d` in brackets makes apt go back to a bracket that is not there, into memory of others: no two runs agree.
      if (format === 'deb822' || !/%5d/i.test(text)) return { format, mark, text: wellFormed(text.replaceAll('HOST', `${mark}.example.org`)) };
    }
  });
}

/** As it is saved: half a surrogate pair becomes U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

interface Draft {
  readonly format: SourcesFormat;
  readonly text: string;
}

function draw(random: Random): Draft {
  const kind = random();
  const draft = kind < 0.5 ? pick(random, templates) : kind < 0.7 ? lines(random) : kind < 0.9 ? stanzas(random) : kind < 0.98 ? sameSuite(random) : long(random);
  let { text } = draft;
  for (let change = pick(random, [0, 0, 1, 1, 2, 3, 6]); change > 0; change -= 1) text = spoil(random, text);
  return { format: draft.format, text: wholly(random, text) };
}

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

const many = <T>(random: Random, most: number, make: () => T): T[] => Array.from({ length: Math.floor(random() * (most + 1)) }, make);

const words = [
  'deb', 'deb-src', 'DEB', 'rpm', 'http://ftp.HOST/debian', 'https://ftp.HOST/debian/', '"http://ftp.HOST/debian"', 'http://ftp.HOST/%64ebian', 'HOST', 'bookworm', 'book%77orm', '"bookworm"', 'bullseye/updates',
  'bookworm-updates', './', '/', '$(ARCH)/', 'x/$(ARCH)', 'main', 'contrib', 'non-free-firmware', 'main,', 'main#x', '""', '"', '[', ']', '#', '# a comment', '%', '%4', '%zz', '%20', '%c3%a9', 'é', '[]', '[ ]',
  '[arch=amd64]', '[ arch=amd64 lang=de ]', '[arch=amd64,i386', 'arch=i386]', '[arch+=armel arch-=amd64]', '[arch-=all,amd64]', '[arch-=all]', '[lang=none]', '[target=Packages]', '[target=Sources]', '[target-=Packages]', '[Translations=no]', '[ARCH=i386]',
  '[trusted=yes]', '[trusted=maybe]', '[signed-by=/a.gpg]', '[signed-by=a.gpg]', '[ signed-by="/a b.gpg" ]', '[signed-by=0123456789abcdef0123456789abcdef01234567!]', '[=x]', '[a=]', '[ab]', '[a]', '[a="b]" ]', '[a=b#c]', '[x="]" y=z]', '[arch=,]', '[arch=amd64,,i386]',
  'cdrom:[Disc 1:2 HOST]/', 'file:/srv/HOST', 'http:HOST/a', 'http:///HOST', 'http://HOST:0/x', 'http://HOST:080/x', 'http://[::1]:8/HOST', 'http://u:p%40@HOST/', 'http://u@v@HOST/', 'mirror+file:/etc/HOST', ':HOST', 'HOST:', 'http://', '//HOST:/', 'http://HOST//',
] as const;

/** Entries of a line each. */
function lines(random: Random): Draft {
  const option = () => (random() < 0.4 ? `${pick(random, words.filter((word) => word.startsWith('[')))} ` : '');
  const good = () => `${pick(random, ['deb', 'deb', 'deb-src'])} ${option()}${pick(random, ['http', 'https'])}://ftp.HOST/debian ${pick(random, ['bookworm', 'trixie', './'])} ${pick(random, ['main', 'main contrib', ''])}`;
  const any = () => many(random, 7, () => pick(random, words)).join(pick(random, [' ', ' ', '  ', '\t', '']));
  return { format: 'one-line', text: many(random, 4, () => (random() < 0.5 ? good() : any())).join('\n') + pick(random, ['', '\n']) };
}

const fields = [
  'Types: deb', 'Types: deb deb-src', 'Types: rpm', 'Types: deb rpm', 'Types:', 'types : deb', 'Type: deb', 'URIs: http://ftp.HOST/debian', 'URIs: http://ftp.HOST/debian https://ftp.HOST/debian/', 'URIs: nocolon', 'URIs: http://HOST/a nocolon', 'URIs:',
  'URIs: file:///srv/HOST/a%20b', 'Suites: bookworm', 'Suites: bookworm bookworm-updates', 'Suites: ./', 'Suites: a/ b', 'Suites: $(ARCH)/', 'Suites:', 'Suite: bookworm', 'Components: main', 'Components: main contrib # x', 'Components: main, contrib', 'Components:', ' non-free', '\tcontrib', ' .', ' # no comment',
  '# a comment', '#', '', '', ' ', '\t', 'Enabled: no', 'Enabled: n', 'Enabled: 0', 'Enabled: 0x0', 'Enabled:\n no', 'Enabled:\n\tno', 'Enabled: OFF', 'Enabled:', 'Enabled: 4294967296', 'no colon here', ':', ': x', 'a:b', '\rSuites: sid', '\r',
  'Architectures: amd64', 'Architectures: amd64,i386', 'Architectures-Add: armel', 'Architectures-Remove: amd64 all', 'architectures:', 'Languages: de', 'Languages: none', 'Targets: Packages', 'Targets-Remove: Packages', 'Signed-By: /a.gpg', 'Signed-By: a.gpg', 'Signed-By: /a.gpg, /b.gpg', 'Signed-By:',
  'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n =abcd\n -----END PGP PUBLIC KEY BLOCK-----', 'Trusted: yes', 'Trusted:', 'Trusted: perhaps', 'Allow-Insecure: yes', 'InRelease-Path: x', 'Valid-Until-Min: 60', 'Check-Date: no', 'Packages: no', 'X-Unknown: 1',
] as const;

function stanzas(random: Random): Draft {
  const stanza = () => {
    const good = [pick(random, ['Types: deb', 'Types: deb deb-src']), 'URIs: http://ftp.HOST/debian', pick(random, ['Suites: bookworm', 'Suites: trixie sid']), 'Components: main contrib'];
    for (let change = Math.floor(random() * 4); change > 0; change -= 1) good.splice(Math.floor(random() * good.length), pick(random, [0, 0, 1]), pick(random, fields));
    return good;
  };
  return { format: 'deb822', text: many(random, 3, stanza).map((good) => good.join('\n')).join(pick(random, ['\n\n', '\n\n', '\n\n\n', '\n \n', '\n#\n'])) + pick(random, ['', '\n', '\n\n']) };
}

const agreements = [
  'trusted=yes', 'trusted=no', 'trusted=1', 'signed-by=/a.gpg', 'signed-by=/b.gpg', 'signed-by=/a.gpg,/b.gpg', 'signed-by=wrong', 'allow-insecure=yes', 'allow-insecure=no', 'allow-weak=yes', 'allow-downgrade-to-insecure=true', 'inrelease-path=a', 'inrelease-path=b',
  'check-valid-until=no', 'check-valid-until=yes', 'check-date=no', 'valid-until-min=1', 'valid-until-min=2', 'valid-until-max=0', 'valid-until-max=-1', 'date-max-future=9', 'by-hash=force', 'pdiffs=no',
] as const;

/** Entries of one suite, which have to agree on some of their options. */
function sameSuite(random: Random): Draft {
  const uris = ['http://HOST/debian', 'https://HOST/debian/', 'http://u:p@HOST/debian', 'http://HOST/debian/dists/bookworm', 'http://HOST/debian/dists/', 'http://HOST:80/debian'];
  const suites = ['bookworm', 'bookworm', 'bookworm', '/', './', 'a+b', 'bookworm/x', 'dists/bookworm/'];
  const options = () => many(random, 2, () => pick(random, agreements));
  const half = Math.max(1, Math.floor(random() * suites.length));
  const suite = () => pick(random, suites.slice(0, half));
  if (random() < 0.5) {
    const line = () => {
      const [bracketed, name] = [options(), suite()];
      return `deb ${bracketed.length > 0 ? `[${bracketed.join(' ')}] ` : ''}${pick(random, uris)} ${name}${name.endsWith('/') ? '' : ' main'}`;
    };
    return { format: 'one-line', text: `${many(random, 4, line).join('\n')}\n` };
  }
  const stanza = () => {
    const name = suite();
    const written = options().map((option) => option.replace('=', ': ').replace(/^./, (letter) => letter.toUpperCase()));
    return ['Types: deb', `URIs: ${pick(random, uris)}`, `Suites: ${name}`, ...(name.endsWith('/') ? [] : ['Components: main']), ...written].join('\n');
  };
  return { format: 'deb822', text: `${many(random, 4, stanza).join('\n\n')}\n` };
}

/** Around the sizes of apt's buffers: 4095 bytes of a line, 32 KB of a file. */
function long(random: Random): Draft {
  const filler = (length: number) => pick(random, ['x', 'é', 'a b ', '€ ']).repeat(length).slice(0, length);
  if (random() < 0.5) {
    const entry = 'deb http://ftp.HOST/debian bookworm main';
    // HOST becomes longer when it gets its name.
    const grown = entry.length + 'h000000x.example.org'.length - 'HOST'.length;
    const line = () => `${entry} ${random() < 0.5 ? '# ' : ''}${filler(4095 * pick(random, [1, 1, 2]) - grown - 5 + Math.floor(random() * 8))}`;
    return { format: 'one-line', text: [entry, line(), entry, ...many(random, 1, line)].join('\n') + pick(random, ['', '\n']) };
  }
  const stanza = (number: number) => `Types: deb\nURIs: http://ftp.HOST/${number}\nSuites: bookworm\n# ${filler(Math.floor(random() * 3000))}\nComponents: main${pick(random, ['', '\n contrib'])}\n${pick(random, ['', '# #\n'])}`;
  return { format: 'deb822', text: Array.from({ length: 25 + Math.floor(random() * 10) }, (_, number) => stanza(number)).join('\n') };
}

const signs = [' ', ' ', '\t', '\n', '\n', '\r', '\r\n', '\v', '\f', '\0', '#', '[', ']', '"', '%', '=', ':', ',', '/', '+', '-', '@', '!', '.', '0', 'a', 'Z', '$(ARCH)', '\ufeff', '\u00a0', 'é', '😀', '\ufffd', '\u2028', '%20', '%00', '%22', '%23', '%0a', '%C3%A9'] as const;

/** One change: of a sign, a word or a line. */
function spoil(random: Random, text: string): string {
  const at = Math.floor(random() * (text.length + 1));
  const replace = (from: number, to: number, by: string) => text.slice(0, from) + by + text.slice(to);
  const rows = text.split('\n');
  const row = Math.floor(random() * rows.length);
  const line = rows[row] ?? '';
  const withRow = (...by: string[]) => rows.toSpliced(row, 1, ...by).join('\n');
  switch (Math.floor(random() * 12)) {
    case 0: return replace(at, at + 1, '');
    case 1: return replace(at, at, pick(random, signs));
    case 2: return replace(at, at + 1, pick(random, signs));
    case 3: return replace(at, at, text.slice(at, at + Math.floor(random() * 20)));
    case 4: return text.slice(0, at);
    case 5: return withRow();
    case 6: return withRow(line, line);
    case 7: return withRow(pick(random, [' ', '\t', '#', '# ', '  ']) + line);
    case 8: return withRow(line + pick(random, [' ', '\t', '\r', ' #', ' # x', '\\', ' \r']));
    case 9: return withRow(line, pick(random, random() < 0.5 ? fields : words));
    case 10: return line.includes(' ') ? withRow(line.replace(/ \S*/, ` ${pick(random, words)}`)) : withRow();
    default: return rows.toSpliced(row, 2, line + (rows[row + 1] ?? '')).join('\n');
  }
}

/** What becomes of a whole file: other line ends, a mark at its beginning, no end. */
function wholly(random: Random, text: string): string {
  const kind = random();
  if (kind < 0.06) return text.replaceAll('\n', '\r\n');
  if (kind < 0.08) return text.replace(/\n/g, () => pick(random, ['\n', '\r\n', '\n\r', '\r']));
  if (kind < 0.1) return `\ufeff${text}`;
  if (kind < 0.14) return text.replace(/\n+$/, '');
  if (kind < 0.16) return `${pick(random, ['\n', '\r\n', ' \n', '\n\n', '#\n', ' x\n'])}${text}`;
  return text;
}
