/**
 * `npm run fuzz:apt -- --count N --seed S [--apt-get PROGRAM]`: holds parseSources against apt on N generated sources files.
 * Prints every disagreement with the file as JSON; the exit status is 1 where there is any.
 */
import { parseArgs } from 'node:util';
import { load } from './load.mjs';

const { values } = parseArgs({ options: { 'count': { type: 'string', default: '10000' }, 'seed': { type: 'string', default: '1' }, 'apt-get': { type: 'string', default: '/usr/bin/apt-get' } } });
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error('--count and --seed are whole numbers.');
  process.exit(2);
}

const { aptFiles, aptOracle, disagreements } = await load('test/support/aptFuzz.ts');
const oracle = await aptOracle(values['apt-get']);
const start = Date.now();
let found = 0;
try {
  const files = aptFiles(count, seed);
  // Piece by piece: what is found is said at once.
  for (let from = 0; from < count; from += 2500) {
    for (const disagreement of await disagreements(oracle, files.slice(from, from + 2500))) {
      found += 1;
      console.log(JSON.stringify(disagreement));
    }
  }
} finally {
  await oracle.dispose();
}
console.log(`${count} files, seed ${seed}: ${found} disagreements in ${((Date.now() - start) / 1000).toFixed(1)} s`);
process.exitCode = found === 0 ? 0 : 1;
