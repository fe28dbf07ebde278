import assert from 'node:assert/strict';
import { type SourcesContext, type SourcesFormat, checkSources, parseSources } from '../../../src/apt';
import { applyEdits } from '../../../src/apt/applyEdits';
import type { Finding } from '../../../src/finding';
import { aptInstalled, aptOracle } from '../../support/apt';
import { chooser, faultyLines, faultyStanzas } from '../../support/faultySources';
import { type EditFix, editFixes } from './ruleCases';

const context: SourcesContext = { path: '/etc/apt/sources.list', host: { codename: 'bookworm', physicalPve: true, subscription: false } };

interface Mended {
  readonly format: SourcesFormat;
  readonly text: string;
  readonly finding: Finding;
  readonly fix: EditFix;
  readonly after: string;
}

/** Every fix of every finding in so many files. */
function mendedFiles(files: number, seed: number): Mended[] {
  const choose = chooser(seed);
  return Array.from({ length: files }, (_, index): { format: SourcesFormat; text: string } => (index % 2 === 0 ? { format: 'one-line', text: faultyLines(choose) } : { format: 'deb822', text: faultyStanzas(choose) })).flatMap(({ format, text }) =>
    checkSources(parseSources(text, format), context).flatMap((finding) => editFixes(finding).map((fix) => ({ format, text, finding, fix, after: applyEdits(text, fix.edits) }))),
  );
}

describe('a quick fix, over generated files', function () {
  this.timeout(300_000);
  const seed = 20_261_123;
  const all = mendedFiles(1000, seed);
  const show = ({ text, fix, finding, after }: Mended) => `${finding.rule}, “${fix.title}” (seed ${seed}):\n${JSON.stringify(text)}\n${JSON.stringify(after)}`;

  it('there are some of every rule that has any', () => {
    const rules = new Set(all.map(({ finding }) => finding.rule));
    const without = ['apt/newer-suite', 'apt/ignored-file-name'];
    const expected = ['refused', 'microcode-component-missing', 'enterprise-without-subscription', 'swallowed-stanza', 'repeated-field', 'indented-stanza', 'comment-in-value', 'comma-in-value', 'enabled-not-understood', 'unknown-component', 'misspelt-field', 'option-case', 'ignored-field', 'old-suite', 'mixed-suites', 'unreleased-suite', 'suite-alias', 'unknown-suite', 'wrong-security-suite', 'test-repository', 'duplicate-entry'];
    assert.deepEqual([...rules].sort(), expected.map((name) => `apt/${name}`).sort());
    assert.ok(without.every((rule) => !rules.has(rule)));
  });

  it('has edits within the text that do not overlap, and changes something', () => {
    for (const one of all) {
      const sorted = [...one.fix.edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
      sorted.forEach(({ range }, index) => {
        assert.ok(range.start >= (sorted[index - 1]?.range.end ?? 0) && range.end >= range.start && range.end <= one.text.length, show(one));
      });
      assert.notEqual(one.after, one.text, show(one));
    }
  });

  it('ends what it was offered for, and brings no new refusal', () => {
    for (const one of all) {
      const count = (text: string) => checkSources(parseSources(text, one.format), context).filter(({ rule, message }) => rule === one.finding.rule && message === one.finding.message).length;
      assert.ok(count(one.after) < count(one.text), show(one));
      const refusals = (text: string) => parseSources(text, one.format).errors.length;
      assert.ok(refusals(one.after) <= refusals(one.text), show(one));
    }
  });

  it('leaves every line alone that holds none of its edits, and every end of line that is none of them', () => {
    for (const one of all) {
      const { text, after, fix } = one;
      const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
      const untouched = starts.filter((start) => {
        const newline = text.indexOf('\n', start);
        const end = newline < 0 ? text.length : newline + 1;
        return fix.edits.every(({ range }) => range.end < start || range.start > end || (range.start === range.end && range.start === end && newline >= 0));
      });
      const kept = untouched.map((start) => /^[^\n]*\n?/.exec(text.slice(start))?.[0] ?? '');
      let at = 0;
      for (const line of kept) {
        at = after.indexOf(line, at);
        assert.ok(at >= 0, show(one));
        at += line.length;
      }
      if (!text.includes('\r')) assert.ok(!after.includes('\r'), show(one));
      else if (!/[^\r]\n/.test(text)) assert.ok(!/[^\r]\n/.test(after), show(one));
    }
  });

  it('gives a file that apt accepts, with the component where that was missing', async function () {
    if (!aptInstalled) this.skip();
    const readable = all.filter(({ after, format }) => parseSources(after, format).errors.length === 0);
    assert.ok(readable.length > 400);
    const oracle = await aptOracle();
    try {
      for (let from = 0; from < readable.length; from += 100) {
        const batch = readable.slice(from, from + 100);
        const files = batch.map(({ after, format }, index) => ({ name: `${String(index).padStart(3, '0')}.${format === 'one-line' ? 'list' : 'sources'}`, text: separated(after, `file${index}`) }));
        const { errors, targets } = await oracle.askTogether(files);
        assert.deepEqual(errors, []);
        batch.forEach((one, index) => {
          if (one.finding.rule !== 'apt/microcode-component-missing') return;
          const own = targets.filter(({ name }) => name === files[index]!.name).map(({ target }) => target.split('|'));
          for (const suite of (/^(.*) lacks/.exec(one.finding.message)?.[1] ?? '').split(', ')) {
            for (const component of (/lacks (.*), which/.exec(one.finding.message)?.[1] ?? '').split(' and ')) assert.ok(own.some(([type, , release, part]) => type === 'deb' && release === suite && part === component), `${show(one)} ${suite} ${component}`);
          }
        });
      }
    } finally {
      await oracle.dispose();
    }
  });
});

/** What several files have in common apt tells of the first alone: each gets archives of its own. */
function separated(text: string, name: string): string {
  return text.replace(/(:\/\/)(?=[a-z])/g, `$1${name}.`);
}
