import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type SourcesFormat, SourcesChecker, checkSources, parseSources } from '../../../src/apt';
import { editedSources } from '../../support/editedSources';

const full = process.env.PVE_DOCTOR_FULL === '1';

describe('checking a long file again after a change', function () {
  this.timeout(600_000);
  const [files, edits] = full ? [60, 400] : [8, 130];

  for (const format of ['one-line', 'deb822'] as const) {
    it(`gives what checking it anew gives, after each of ${files * edits} edits (${format})`, () => {
      for (let seed = 1; seed <= files; seed += 1) agrees(format, edits, seed);
    });
  }
});

function agrees(format: SourcesFormat, edits: number, seed: number): void {
  const checker = new SourcesChecker(format);
  let number = 0;
  for (const { text, context, edit } of editedSources(format, edits, seed)) {
    const parsed = parseSources(text, format);
    const findings = checkSources(parsed, context);
    const checked = checker.check(text, context);
    const where = `${format}, seed ${seed}, version ${number}: ${edit}`;
    number += 1;
    if (!isDeepStrictEqual(checked.parsed, parsed)) assert.deepEqual(checked.parsed, parsed, where);
    if (!isDeepStrictEqual(checked.findings, findings)) assert.deepEqual(checked.findings, findings, where);
  }
}
