import assert from 'node:assert/strict';
import type { Finding, TextEdit } from '../../../../src/finding';
import { documentKind } from '../../../../src/vscode/language/documentKind';
import { mergeEdits } from '../../../../src/vscode/language/mergeEdits';
import { publish, publishGravest, ruleAnchor, ruleLink } from '../../../../src/vscode/language/published';

const edit = (start: number, end: number, newText: string): TextEdit => ({ range: { start, end }, newText });

describe('merging the edits of several fixes', () => {
  it('gives all edits in the order of the text', () => {
    const merged = mergeEdits([[edit(20, 20, 'b')], [edit(5, 5, 'a'), edit(30, 32, 'c')]]);
    assert.deepEqual(merged, { edits: [edit(5, 5, 'a'), edit(20, 20, 'b'), edit(30, 32, 'c')], applied: 2 });
  });
  it('makes an edit that two fixes share once', () => {
    assert.deepEqual(mergeEdits([[edit(4, 4, ' x')], [edit(4, 4, ' x')]]), { edits: [edit(4, 4, ' x')], applied: 2 });
  });
  it('leaves out the whole of a fix that overlaps an earlier one', () => {
    const merged = mergeEdits([[edit(4, 9, 'x')], [edit(1, 2, 'y'), edit(8, 12, 'z')]]);
    assert.deepEqual(merged, { edits: [edit(4, 9, 'x')], applied: 1 });
  });
  it('does not put two different insertions at one place', () => {
    assert.equal(mergeEdits([[edit(4, 4, 'x')], [edit(4, 4, 'y')]]).applied, 1);
  });
  it('takes edits that only touch', () => {
    assert.equal(mergeEdits([[edit(4, 6, 'x')], [edit(6, 8, 'y')]]).applied, 2);
  });
});

describe('which documents are looked at', () => {
  const cases: [string, string, string, unknown][] = [
    ['file', 'debsources', '/tmp/any', { kind: 'sources', format: 'one-line' }],
    ['untitled', 'deb822sources', 'Untitled-1', { kind: 'sources', format: 'deb822' }],
    ['vscode-remote', 'plaintext', '/etc/apt/sources.list', { kind: 'sources', format: 'one-line' }],
    ['pve-doctor', 'plaintext', '/etc/apt/sources.list.d/debian.sources', { kind: 'sources', format: 'deb822' }],
    ['file', 'plaintext', '/etc/apt/sources.list.d/pve.list', { kind: 'sources', format: 'one-line' }],
    ['file', 'plaintext', '/home/a/groceries.list', { kind: 'log' }],
    ['file', 'plaintext', '/etc/apt/sources.list.d/old/pve.list', { kind: 'log' }],
    ['file', 'plaintext', '/var/log/syslog.1', { kind: 'log' }],
    ['pve-doctor-output', 'log', '/pve8 journal.log', { kind: 'log' }],
    ['file', 'markdown', '/home/a/notes.md', { kind: 'log' }],
    ['git', 'debsources', '/etc/apt/sources.list', undefined],
    ['output', 'log', 'pve-doctor', undefined],
  ];
  for (const [scheme, language, path, expected] of cases) {
    it(`takes ${scheme}:${path} in ${language} for ${expected === undefined ? 'nothing of ours' : JSON.stringify(expected)}`, () => {
      assert.deepEqual(documentKind(scheme, language, path), expected);
    });
  }
});

describe('what is published', () => {
  const finding: Finding = {
    rule: 'kvm/suberror-3', severity: 'warning', message: 'm', where: { kind: 'host' }, explanation: 'e', fixes: [],
  };
  const levelsWith = (wish: unknown) => publish([finding], { 'kvm/suberror-3': wish }).map(({ level }) => level);
  it('follows the setting, and the rule where the setting says nothing sensible', () => {
    assert.deepEqual(levelsWith('off'), []);
    assert.deepEqual(levelsWith('hint'), ['hint']);
    assert.deepEqual(levelsWith(undefined), ['warning']);
    assert.deepEqual(levelsWith('loud'), ['warning']);
  });
  it('keeps the gravest, and says what it left out', () => {
    const some = (rules: Readonly<Record<string, string>>, limit: number) => {
      const { shown, omitted, firstOmitted } = publishGravest((visit) => Object.keys(rules).forEach((rule, line) => visit(rule, finding.severity, () => ({ finding: { ...finding, rule }, start: 0, line }))), rules, limit);
      return [shown.map(({ finding: { rule }, line }) => `${rule}${line}`).join(' '), omitted, firstOmitted?.finding.rule];
    };
    assert.deepEqual(some({ a: 'hint', b: 'error', c: 'warning', d: 'off' }, 2), ['b1 c2', 1, 'a']);
    assert.deepEqual(some({ a: 'hint', b: 'warning', c: 'error', d: 'warning', e: 'information' }, 2), ['c2 b1', 3, 'd']);
    assert.deepEqual(some({ a: 'hint', b: 'error', c: 'off' }, 2), ['a0 b1', 0, undefined]);
  });
  it('makes no finding that it leaves out, but the first of each level', () => {
    let made = 0;
    const { omitted } = publishGravest((visit) => Array.from({ length: 50 }, (_, line) => visit(finding.rule, finding.severity, () => (made += 1, { finding, start: 0, line }))), {}, 3);
    assert.deepEqual([omitted, made], [47, 4]);
  });
  it('links to the heading as Markdown names it', () => {
    assert.equal(ruleAnchor('apt/microcode-component-missing'), 'aptmicrocode-component-missing');
    assert.equal(ruleLink('kvm/suberror-3', '1.2.3'), 'https://github.com/pve-doctor/pve-doctor/blob/v1.2.3/docs/rules.md#kvmsuberror-3');
  });
});
