import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';
import { checkSources, formatOfPath, parseSources } from '../../src/apt';
import { scanLog } from '../../src/kvm';
import { ruleAnchor } from '../../src/vscode/language/published';

const read = (path: string) => readFileSync(path, 'utf8');
const pages = ['README.md', 'CHANGELOG.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];
const settings = manifest.contributes.configuration.properties;

describe('docs/rules.md', () => {
  const [, ...entries] = read('docs/rules.md').split(/^## /m);
  const ids = entries.map((entry) => entry.slice(0, entry.indexOf('\n')));

  it('has an entry for each rule, and for no other', () => {
    assert.deepEqual([...ids].sort(), Object.keys(settings['pveDoctor.rules'].properties).sort());
  });

  it('says of each what it is, why it matters, how to fix it, and when to ignore it', () => {
    for (const entry of entries) {
      const parts = [...entry.matchAll(/^\*\*([^*]+):\*\* \S/gm)].map(([, part]) => part);
      assert.deepEqual(parts, ['What', 'Why', 'How to fix', 'When to ignore'], entry.slice(0, 40));
    }
  });

  it('has anchors that differ', () => {
    const anchors = ids.map(ruleAnchor);
    assert.equal(new Set(anchors).size, anchors.length);
  });
});

describe('the pages', () => {
  it('link to files that are there, and to headings that are there', () => {
    const broken: string[] = [];
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)) {
        if (target.startsWith('https:')) continue;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        if (!existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor))) broken.push(`${page}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it('show pictures that the marketplace takes: https or of the project, and no SVG', () => {
    for (const page of ['README.md', 'CHANGELOG.md']) {
      for (const [, target = ''] of read(page).matchAll(/!\[[^\]]+\]\(([^)\s]+)\)/g)) assert.match(target, /^(?:https:\/\/|media\/)[^:]*\.png$/, page);
    }
  });

  it('show pictures that are there, none so large that a reader waits for it', () => {
    for (const page of pages) {
      for (const [, inMarkdown, inHtml] of read(page).matchAll(/!\[[^\]]+\]\(([^)\s]+)\)|<img src="([^"]+)"/g)) {
        const target = inMarkdown ?? inHtml ?? '';
        if (!target.startsWith('https:')) assert.ok(statSync(join(dirname(page), target)).size < 200_000, `${page}: ${target}`);
      }
    }
  });

  it('name only commands of npm that are there', () => {
    const scripts = Object.keys(manifest.scripts);
    for (const page of pages) {
      for (const [, script = ''] of read(page).matchAll(/npm (?:run )?(start|test(?::\w+)?|bench|[a-z]+:[a-z]+)\b/g)) assert.ok(scripts.includes(script), `${page}: ${script}`);
    }
  });

  it('name only titles of commands that are there', () => {
    const titles = manifest.contributes.commands.map(({ title }) => title.replace('…', ''));
    const named = read('README.md').matchAll(/\*\*PVE Doctor: ([^*]+?)…?\*\*/g);
    assert.deepEqual([...named].map(([, title]) => title ?? '').filter((title) => !titles.includes(title)), []);
  });

  it('describe each setting in the README', () => {
    for (const name of Object.keys(settings)) assert.ok(read('README.md').includes(`\`${name}\``), name);
  });

  it('tell in the change log what this version brings', () => {
    assert.match(read('CHANGELOG.md'), new RegExp(`^## \\[${manifest.version.replaceAll('.', '\\.')}\\]`, 'm'));
  });
});

describe('the samples', () => {
  it('show two failures of one guest, told by the log itself', () => {
    const failures = scanLog(read('samples/var/log/syslog'));
    assert.deepEqual(
      failures.map(({ suberror, vmid, data }) => [suberror, vmid, data?.length]),
      [
        [3, 100, 5],
        [3, 100, 5],
      ],
    );
  });

  for (const [path, entries] of [['etc/apt/sources.list', 3], ['etc/apt/sources.list.d/debian.sources', 2]] as const) {
    it(`show ${entries} entries of ${path} that lack the component for microcode`, () => {
      const format = formatOfPath(`/${path}`);
      assert.ok(format);
      const parsed = parseSources(read(`samples/${path}`), format);
      assert.deepEqual(parsed.errors, []);
      assert.deepEqual(checkSources(parsed, {}).map(({ rule }) => rule), new Array(entries).fill('apt/microcode-component-missing'));
    });
  }
});

/** As Markdown viewers make them of headings. */
function anchorsOf(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^a-z0-9 _-]/g, '').replaceAll(' ', '-'));
}
