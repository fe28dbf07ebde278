import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type PlacedFinding, type SourcesFormat, SourcesChecker, checkSources, linksOfSources, parseSources, symbolsOfSources } from '../../../src/apt';
import type { Finding } from '../../../src/finding';
import { editedSources } from '../../support/editedSources';

const full = process.env.PVE_DOCTOR_FULL === '1';

describe('checking a long file again after a change', function () {
  this.timeout(600_000);
  const [files, edits] = full ? [60, 400] : [8, 130];

  for (const format of ['one-line', 'deb822'] as const) {
    it(`gives what checking it anew gives, after each of ${files * edits} edits (${format})`, () => {
      const seeds = Array.from({ length: files }, (_, index) => index + 1);
      const pieced = seeds.reduce((sum, seed) => sum + agrees(format, edits, seed), 0);
      // What is odd is read as a whole, and must not be the rule.
      assert.ok(pieced > (files * edits) / 3, `${pieced} versions were read in pieces`);
    });
  }

  it('leaves earlier results as they were, whatever is typed since', () => {
    for (const format of ['one-line', 'deb822'] as const) {
      const checker = new SourcesChecker(format);
      const results = [...editedSources(format, 40, 77)].map(({ text, context }) => ({ checked: checker.check(text, context), text, context }));
      for (const { checked, text, context } of results) {
        const parsed = parseSources(text, format);
        assert.ok(isDeepStrictEqual(checked.findings, checkSources(parsed, context)) && isDeepStrictEqual(checked.parsed, parsed));
      }
    }
  });

  it('judges nothing again that did not change: its findings are the same objects, a line further down', () => {
    const lines = Array.from({ length: 400 }, (_, index) => `deb http://ftp${index}.debian.org/debian bookwrom main`);
    const checker = new SourcesChecker('one-line');
    const placed = (text: string): PlacedFinding[] => {
      const found: PlacedFinding[] = [];
      checker.check(text, {}).each((finding, start, line) => found.push({ finding, start, line }));
      return found;
    };
    const before = placed(lines.join('\n'));
    const after = placed([...lines.slice(0, 200), `${lines[200]} contrib`, '# new', ...lines.slice(201)].join('\n'));
    assert.equal(before.length, 400);
    assert.equal(after.length, 400);
    for (const [index, { finding, line, start }] of after.entries()) {
      const known = before[index];
      assert.equal(finding === known?.finding, index !== 200);
      assert.equal(line - (known?.line ?? 0), index > 200 ? 1 : 0);
      assert.equal(start - (known?.start ?? 0), index > 200 ? ' contrib\n# new'.length : 0);
    }
  });

  it('gives what is near a place, and what each piece has to show, where it is', () => {
    for (const format of ['one-line', 'deb822'] as const) {
      const checker = new SourcesChecker(format);
      for (const { text, context } of editedSources(format, 30, 5)) {
        const checked = checker.check(text, context);
        const at = Math.floor(text.length / 2);
        const touches = ({ start, end }: { readonly start: number; readonly end: number }) => start <= at + 100 && at <= end;
        const here = (findings: readonly Finding[]) => findings.filter(({ where }) => where.kind === 'document' && touches(where.range));
        assert.deepEqual(here(checked.findingsAround({ start: at, end: at + 100 })), here(checked.findings));
        const near = checked.around({ start: at, end: at + 100 });
        assert.deepEqual(near.entries.filter(({ range }) => touches(range)), checked.parsed.entries.filter(({ range }) => touches(range)));
        assert.deepEqual(checked.collect(linksOfSources), linksOfSources(checked.parsed));
        assert.deepEqual(checked.collect(symbolsOfSources), symbolsOfSources(checked.parsed));
      }
    }
  });
});

/** How many of the versions were read in pieces. */
function agrees(format: SourcesFormat, edits: number, seed: number): number {
  const checker = new SourcesChecker(format);
  let [number, pieced] = [0, 0];
  for (const { text, context, edit } of editedSources(format, edits, seed)) {
    const parsed = parseSources(text, format);
    const findings = checkSources(parsed, context);
    const checked = checker.check(text, context);
    const where = `${format}, seed ${seed}, version ${number}: ${edit}`;
    number += 1;
    if (checked.pieces > 1) pieced += 1;
    if (!isDeepStrictEqual(checked.parsed, parsed)) assert.deepEqual(checked.parsed, parsed, where);
    if (!isDeepStrictEqual(checked.findings, findings)) assert.deepEqual(checked.findings, findings, where);
  }
  return pieced;
}
