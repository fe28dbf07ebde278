import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { splitProbe } from '../../../src/host/probe/sectioned';
import { scripts } from '../../../src/host/scripts';
import { notLinux, titled } from './thisComputer';

/** What probe.sh prints of sections `[name, seconds, script]`, of which `first` stand in the first row. */
function probe(first: number, sections: readonly (readonly [name: string, seconds: number, script: string])[]) {
  const { stdout, status } = spawnSync('sh', ['-c', scripts.probe.text, 'probe', String(first), ...sections.flat().map(String)], { maxBuffer: 1 << 26 });
  assert.equal(status, 0);
  return new Map([...splitProbe(stdout.toString())].map(([name, { body, code }]) => [name, [body, code]]));
}

describe(titled('probe.sh', notLinux), function () {
  this.timeout(120_000);
  before(function () {
    if (notLinux !== undefined) this.skip();
  });

  const three = [['a', 5, 'echo one'], ['b', 5, 'echo two; exit 3'], ['c', 5, 'printf three']] as const;
  for (const first of [0, 1, 2, 3]) {
    it(`brings each section with its exit status, ${first} of three in the first row`, () => {
      assert.deepEqual([...probe(first, three)].sort(), [['a', ['one\n', 0]], ['b', ['two\n', 3]], ['c', ['three', 0]]]);
    });
  }

  it('tears none where both rows print more than a pipe holds', () => {
    const much = (sign: string) => `head -c 300000 /dev/zero | tr '\\0' ${sign}`;
    const found = probe(2, [['a', 60, much('a')], ['b', 60, much('b')], ['c', 60, much('c')], ['d', 60, much('d')]]);
    for (const name of ['a', 'b', 'c', 'd']) assert.deepEqual(found.get(name), [name.repeat(300_000), 0]);
  });

  for (const [row, first] of [['first', 2], ['other', 0]] as const) {
    it(`ends a section of the ${row} row that takes too long, with all that it started, and goes on`, () => {
      const found = probe(first, [['hangs', 0.2, 'sleep 300 & sleep 300'], ['next', 60, 'echo here']]);
      assert.deepEqual([found.get('hangs')?.[1], found.get('next')], [124, ['here\n', 0]]);
    });
  }

  it('reads the rows side by side', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-rows-'));
    try {
      execFileSync('mkfifo', ['left', 'right'], { cwd: folder });
      // Either waits for the other: one after another neither would come to its end.
      const found = probe(1, [['a', 20, `cd '${folder}' && echo left >left && cat right`], ['b', 20, `cd '${folder}' && cat left && echo right >right`]]);
      assert.deepEqual([found.get('a'), found.get('b')], [['right\n', 0], ['left\n', 0]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
