/** `npm run bench [-- NAME…]`: runs test/bench/*.ts, one after another; each prints rows of JSON, which out/bench.jsonl keeps. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { globSync } from './glob.mjs';

const names = process.argv.slice(2);
const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--extension', '--bench'], { stdio: ['ignore', 'inherit', 'inherit'] });
if (status !== 0) process.exit(1);
const rows = [];
let failed = 0;
for (const file of existsSync('out/bench') ? globSync('out/bench', '.mjs') : []) {
  if (path.basename(file).startsWith('chunk-')) continue;
  if (names.length > 0 && !names.includes(path.basename(file, '.mjs'))) continue;
  if ((await run(file)) !== 0) {
    failed += 1;
    console.error(`${file} failed`);
  }
}
mkdirSync('out', { recursive: true });
writeFileSync('out/bench.jsonl', rows.map((row) => `${row}\n`).join(''));
console.error(`${rows.length} rows in out/bench.jsonl`);
process.exitCode = failed === 0 ? 0 : 1;

/** Its exit status; rows are the lines that are JSON objects. */
function run(file) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--expose-gc', file], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface(child.stdout).on('line', (line) => {
      console.log(line);
      if (line.startsWith('{')) rows.push(line);
    });
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
}
