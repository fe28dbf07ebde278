import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import manifest from '../../package.json';
import { fieldNamed, optionNamed } from '../../src/apt/fields';
import { parseSources } from '../../src/apt/parse';
import type { SourcesFormat, Token } from '../../src/apt/types';
import { seeded } from '../support/words';

/** A piece of a text and the last of its scopes, without the grammar's own suffix; `''` for plain text. */
interface Marked {
  readonly start: number;
  readonly end: number;
  readonly scope: string;
}

const wasm = oniguruma.loadWASM(new Uint8Array(readFileSync('node_modules/vscode-oniguruma/release/onig.wasm')).buffer);
const registry = new textmate.Registry({
  onigLib: wasm.then(() => ({ createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns), createOnigString: (text) => new oniguruma.OnigString(text) })),
  loadGrammar: (scopeName) => {
    const path = manifest.contributes.grammars.find((grammar) => grammar.scopeName === scopeName)?.path;
    return Promise.resolve(path === undefined ? null : textmate.parseRawGrammar(readFileSync(path, 'utf8'), path));
  },
});

async function mark(text: string, format: SourcesFormat): Promise<Marked[]> {
  const language = format === 'one-line' ? 'debsources' : 'deb822sources';
  const grammar = await registry.loadGrammar(`source.${language}`);
  assert.ok(grammar);
  let offset = 0;
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    const start = offset;
    offset += line.length + 1;
    return tokens.map(({ startIndex, endIndex, scopes }) => {
      const scope = scopes.length > 1 ? (scopes.at(-1) ?? '') : '';
      assert.ok(scope === '' || scope.endsWith(`.${language}`), scope);
      return { start: start + startIndex, end: start + Math.min(endIndex, line.length), scope: scope.slice(0, -language.length - 1) };
    });
  });
}

/** `scope text` of every marked piece but punctuation. */
async function marked(text: string, format: SourcesFormat): Promise<string[]> {
  return (await mark(text, format)).filter(({ scope }) => scope !== '' && !/^(?:punctuation|keyword\.operator)/.test(scope)).map(({ start, end, scope }) => `${scope} ${text.slice(start, end)}`);
}

const type = 'keyword.control.type';
const uri = 'string.unquoted.uri';
const suite = 'entity.name.type.suite';
const component = 'variable.parameter.component';
const comment = 'comment.line.number-sign';
const field = 'entity.name.tag.field';
const option = 'entity.other.attribute-name';
const value = 'string.unquoted.value';
const word = 'constant.language';

describe('the grammar of one-line files', () => {
  const cases: [string, string, string[]][] = [
    ['every part of an entry', 'deb [arch=amd64 trusted=yes] http://ftp.debian.org/debian bookworm main contrib # mine', [`${type} deb`, `${option} arch`, `${value} amd64`, `${option} trusted`, `${word} yes`, `${uri} http://ftp.debian.org/debian`, `${suite} bookworm`, `${component} main`, `${component} contrib`, `${comment} # mine`]],
    ['a comment that is glued to a word', 'deb http://a.example ./ x#y', [`${type} deb`, `${uri} http://a.example`, `${suite} ./`, `${component} x`, `${comment} #y`]],
    ['a hash between brackets', 'deb [signed-by=/a#b.gpg] http://a.example x main', [`${type} deb`, `${option} signed-by`, `${value} /a#b.gpg`, `${uri} http://a.example`, `${suite} x`, `${component} main`]],
    ['operators, and several values', 'deb-src [ lang+=de,fr lang-=en ] http://a.example x main', [`${type} deb-src`, `${option} lang`, `${value} de`, `${value} fr`, `${option} lang`, `${value} en`, `${uri} http://a.example`, `${suite} x`, `${component} main`]],
    ['an option in the wrong case, and none', 'deb [ARCH=amd64 i386] http://a.example x main', [`${type} deb`, 'variable.other.option.unknown ARCH', `${value} amd64`, 'invalid.illegal.option i386', `${uri} http://a.example`, `${suite} x`, `${component} main`]],
    ['a disc', 'deb cdrom:[Debian 12 #1]/ bookworm main', [`${type} deb`, `${uri} cdrom:[Debian 12 #1]/`, `${suite} bookworm`, `${component} main`]],
    ['an indented entry, and a comment', '  # a\n\tdeb http://a.example x main', [`${comment} # a`, `${type} deb`, `${uri} http://a.example`, `${suite} x`, `${component} main`]],
    ['what is not finished yet', 'deb\ndeb [arch=\ndeb http://a.example', [`${type} deb`, `${type} deb`, `${option} arch`, `${type} deb`, `${uri} http://a.example`]],
    ['what is no type', 'DEB http://a.example x main\ndeb[arch=amd64] http://a.example', ['invalid.illegal.type DEB', 'invalid.illegal.type deb[arch=amd64]']],
  ];
  for (const [what, text, expected] of cases) it(`marks ${what}`, async () => assert.deepEqual(await marked(text, 'one-line'), expected));
});

describe('the grammar of stanzas', () => {
  const cases: [string, string, string[]][] = [
    ['every part of a stanza', 'Types: deb deb-src\nURIs: http://a.example\nsuites : trixie\nComponents: main\n contrib\nEnabled: no\nArchitectures-Add: i386', [`${field} Types`, `${type} deb`, `${type} deb-src`, `${field} URIs`, `${uri} http://a.example`, `${field} suites`, `${suite} trixie`, `${field} Components`, `${component} main`, `${component} contrib`, `${field} Enabled`, `${word} no`, `${field} Architectures-Add`, `${value} i386`]],
    ['comments in the first column alone', '# a\nComponents: main # b\n# c\n # d\n contrib', [`${comment} # a`, `${field} Components`, `${component} main`, `${component} #`, `${component} b`, `${comment} # c`, `${component} #`, `${component} d`, `${component} contrib`]],
    ['a line of spaces as what it is', 'Suites: trixie\n  \n sid\n\n sid', [`${field} Suites`, `${suite} trixie`, `${suite} sid`]],
    ['unknown fields otherwise than known ones', 'Suite: trixie\nX-Repolib-Name: no\nTrusted-Add: yes\nSigned By: /a.gpg', ['variable.other.field.unknown Suite', `${value} trixie`, 'variable.other.field.unknown X-Repolib-Name', `${word} no`, 'variable.other.field.unknown Trusted-Add', `${word} yes`, 'variable.other.field.unknown Signed By', `${value} /a.gpg`]],
    ['what is no field and no type', 'Types: rpm debian\nno field', [`${field} Types`, 'invalid.illegal.type rpm', 'invalid.illegal.type debian', 'invalid.illegal.field no field']],
  ];
  for (const [what, text, expected] of cases) it(`marks ${what}`, async () => assert.deepEqual(await marked(text, 'deb822'), expected));
});

describe('the grammars, beside the parser', () => {
  const random = seeded(41);
  const choose = <T,>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const some = (from: readonly string[], between: readonly string[]): string => Array.from({ length: 1 + Math.floor(random() * 3) }, () => choose(from)).join(choose(between));
  const uris = ['http://ftp.debian.org/debian', 'https://enterprise.proxmox.com/debian/pve', 'cdrom:[Debian 12 #1]/', 'file:/srv'];
  const components = ['main', 'contrib', 'non-free-firmware', 'pve-no-subscription'];
  const oneLine = () => `${choose(['', ' ', '\t'])}${choose(['deb', 'deb-src'])} ${choose(['', '[arch=amd64] ', '[ lang+=de,fr trusted=no ] ', '[signed-by=/a#b.gpg] '])}${choose(uris)}${choose([' ', '\t', '  '])}${choose(['trixie', 'buster/updates'])} ${some(components, [' ', '  ', '\t'])}${choose(['', ' # x', '#x', ' '])}`;
  const stanza = () => {
    const between = [' ', '\t', '\n ', '\n# c\n\t', '\n \n '];
    const fields = [`Types: ${some(['deb', 'deb-src'], between)}`, `URIs: ${some(['http://ftp.debian.org/debian', 'file:/srv'], between)}`, `Suites:${some(['trixie', 'trixie-updates'], between)}`, `Components : ${some([...components, '#'], between)}`, 'Enabled: yes', '# c'];
    return fields.sort(() => random() - 0.5).join('\n');
  };
  const wanted = { types: type, uris: uri, suites: suite, components: component } as const;

  for (const format of ['one-line', 'deb822'] as const) {
    it(`mark every token of ${format} files as what apt takes it for`, async () => {
      let tokens = 0;
      for (let file = 0; file < 200; file += 1) {
        const text = Array.from({ length: 3 }, () => choose([format === 'one-line' ? oneLine : stanza, () => '# deb http://a.example x main'])()).join(format === 'one-line' ? '\n' : '\n\n');
        const pieces = await mark(text, format);
        const { entries, errors } = parseSources(text, format);
        // Entries of one suite with other keyrings are refused, and are entries all the same.
        assert.deepEqual(errors.filter(({ reason }) => reason !== 'conflict'), [], text);
        const expected = entries.flatMap((entry) => (Object.keys(wanted) as (keyof typeof wanted)[]).flatMap((part) => entry[part].map(({ start, end }: Token) => ({ start, end, scope: wanted[part] }))));
        const found = pieces.filter(({ scope }) => Object.values<string>(wanted).includes(scope));
        assert.deepEqual(found, expected.sort((a, b) => a.start - b.start), text);
        tokens += found.length;
      }
      assert.ok(tokens > 1_000);
    });
  }

  it('know the fields and options that the editor knows', async () => {
    const names = ['Types', 'URIs', 'Suites', 'Components', 'Signed-By', 'Enabled', 'Architectures', 'Languages-Add', 'Targets-Remove', 'Trusted', 'Check-Valid-Until', 'By-Hash', 'PDiffs', 'Check-Date', 'Date-Max-Future', 'Valid-Until-Min', 'Valid-Until-Max', 'Snapshot', 'Include', 'Exclude', 'InRelease-Path', 'Allow-Insecure', 'Allow-Weak', 'Allow-Downgrade-To-Insecure', 'Type', 'Component', 'Arch', 'Trusted-Add', 'Signed-by-Remove'];
    for (const name of names) {
      const [first = ''] = await marked(`${name}: x`, 'deb822');
      const known = fieldNamed(name);
      assert.equal(first === `${field} ${name}`, known !== undefined && !known.optionOnly, name);
    }
    const options = [...new Set(names.flatMap((name) => [name.toLowerCase(), fieldNamed(name)?.option ?? name]))];
    for (const name of options) {
      const found = await marked(`deb [${name}=x] http://a.example x main`, 'one-line');
      assert.equal(found.includes(`${option} ${name}`), optionNamed(name) !== undefined, name);
    }
  });
});
