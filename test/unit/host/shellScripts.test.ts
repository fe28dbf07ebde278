import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scripts } from '../../../src/host';
import { sections } from '../../../src/host/probe/sections';
import { titled } from './thisComputer';

const room = 'src';
const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((path) => /(?:^|\/)scripts\/(?:.*\/)?[^/]+\.sh$/.test(path)).map((path) => join(room, path)).sort();
const noShellcheck = spawnSync('shellcheck', ['--version']).status === 0 ? undefined : 'shellcheck is not installed';

describe('the shell scripts', () => {
  it('are there', () => assert.ok(files.length > 35, String(files.length)));

  for (const file of files) {
    it(`${file} is for any POSIX shell, and says what it does`, () => {
      const [first, second] = readFileSync(file, 'utf8').split('\n');
      assert.equal(first, '#!/bin/sh');
      assert.match(second ?? '', /^# \S.{10,}/);
    });
  }

  it(titled('pass shellcheck', noShellcheck), function () {
    this.timeout(60_000);
    if (noShellcheck !== undefined) this.skip();
    const { status, stdout } = spawnSync('shellcheck', ['--shell=sh', ...files], { encoding: 'utf8' });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });

  it('of the probe are all run, and write to nothing but their output', () => {
    const inFolder = files.filter((path) => path.startsWith('src/host/scripts/probe/'));
    assert.deepEqual(sections.map(({ name }) => `${name}.sh`).sort(), inFolder.map((path) => basename(path)).sort());
    for (const path of [...inFolder, 'src/host/scripts/probe.sh']) {
      const code = readFileSync(path, 'utf8').split('\n').filter((line) => !line.trimStart().startsWith('#')).join('\n').replace(/'[^']*'/g, "''").replace(/<[^>\n]*>/g, '');
      assert.doesNotMatch(code.replaceAll('>/dev/null', ''), />|(?:^|[;&|({]|\b(?:do|then|else)) *(?:tee|touch|mkdir|mktemp|rm|mv|cp|ln|chmod|install|flock) /m, path);
    }
  });

  it('that are done to a host have the name of their file', () => {
    for (const { name, text } of Object.values(scripts)) assert.equal(text, readFileSync(`src/host/scripts/${name}.sh`, 'utf8'));
  });
});
