import assert from 'node:assert/strict';
import { parseSources } from '../../../src/apt';
import { type Reading, readingOf } from '../../support/aptAgreement';
import cases from './recordedCases.json';

/** What apt 2.6.1 (bookworm) and 3.0.4 (trixie) made of a file; of the second only where it differs. */
interface RecordedCase {
  /** What the file shows, and the extension. */
  readonly name: string;
  readonly input: string;
  /** apt's first message, with FILE for the file's name; of a file without one there are targets. */
  readonly error?: string;
  /** `type|URI|suite|component|architecture`. */
  readonly targets?: readonly string[];
  readonly '3.0.4'?: { readonly error?: string; readonly targets?: readonly string[] };
}

const recorded: readonly RecordedCase[] = cases;

/** Translations were left out of the record. */
function withoutTranslations({ error, targets }: Reading) {
  const packages = targets.map((target) => target.split('|')).filter(([, , , , kind]) => kind !== 'Translations');
  return { error, targets: packages.map(([type, uri, suite, component, , architecture]) => [type, uri, suite, component, architecture].join('|')).sort() };
}

describe('parseSources, beside what apt made of recorded files', () => {
  for (const version of ['2.6.1', '3.0.4'] as const) {
    it(`refuses what apt ${version} refuses, in its words, and reads the same targets from the rest (${recorded.length} files)`, () => {
      for (const one of recorded) {
        const { error, targets = [] } = (version === '3.0.4' ? one['3.0.4'] : undefined) ?? one;
        const ours = readingOf(parseSources(one.input, one.name.endsWith('.list') ? 'one-line' : 'deb822'), version);
        assert.deepEqual(withoutTranslations(ours), { error, targets: [...targets].sort() }, one.name);
      }
    });
  }
});
