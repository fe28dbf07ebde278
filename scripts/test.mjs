/**
 * `npm test`: sets up what it needs, checks, and runs every test. The last line says `N passed, N failed`; the exit
 * status is 1 where anything failed. With --full (`npm run test:full`) the tests run the large counts, too.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const env = { ...process.env, ...(process.argv.includes('--full') ? { PVE_DOCTOR_FULL: '1' } : {}) };
const total = { passed: 0, failed: 0 };
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Runs a program, and resolves with its exit status and its output, which is shown when it has ended: two run side by side. */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    const end = (code) => {
      process.stdout.write(output);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += `${error}\n`;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** A stage that passes or fails as a whole; one that only prepares counts where it fails. */
async function stage(title, args, { counts = true } = {}) {
  const start = Date.now();
  const { code } = await run(args);
  if (code !== 0) total.failed += 1;
  else if (counts) total.passed += 1;
  console.log(`${title}: ${code === 0 ? 'passed' : 'failed'} in ${seconds(start)}`);
  return code === 0;
}

/** A stage whose tests mocha counts; one that ends badly without a failing test counts as a failure. */
async function mocha(title, args) {
  const start = Date.now();
  const { code, output } = await run(args);
  const number = (word) => Number([...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'gm'))].at(-1)?.[1] ?? 0);
  const passed = number('passing');
  // No test at all is a mistake, not a success.
  const failed = number('failing') || (code === 0 && passed > 0 ? 0 : 1);
  total.passed += passed;
  total.failed += failed;
  const skipped = number('pending');
  console.log(`${title}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''} in ${seconds(start)}`);
}

/** What every test in a VS Code needs. */
async function prepare() {
  if (!(await stage('Build of the extension', ['scripts/build.mjs', '--extension', '--integration'], { counts: false }))) return false;
  await stage('Test hosts', ['scripts/images.mjs'], { counts: false });
  return true;
}

/** In a file of its own, and the longest by far of those in a VS Code: it goes to the lane that is done first. */
const quickFixes = 'a quick fix on a host';

/** Plain Node first, then the windows and the quick fixes: two lanes of about the same length, each mostly one core busy. */
async function firstLane(prepared) {
  await stage('Types', ['node_modules/typescript/bin/tsc', '--noEmit']);
  await stage('Lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']);
  if (await stage('Build of the unit tests', ['scripts/build.mjs', '--unit'], { counts: false })) {
    await mocha('Unit tests', ['node_modules/mocha/bin/mocha.js', '--recursive', '--timeout', '60000', 'out/unit/**/*.test.mjs']);
  }
  if (!(await prepared)) return;
  await mocha('Window tests', ['scripts/window-tests.mjs']);
  await mocha('Quick fixes on hosts', ['scripts/integration.mjs', quickFixes]);
}

async function secondLane(prepared) {
  if (await prepared) await mocha('Integration tests', ['scripts/integration.mjs', '--but', quickFixes]);
}

async function all() {
  const start = Date.now();
  try {
    setUp();
  } catch (error) {
    console.error(error.message);
    total.failed += 1;
    return;
  }
  console.log(`Set-up: ${seconds(start)}`);
  const prepared = prepare();
  await Promise.all([firstLane(prepared), secondLane(prepared)]);
  console.log(`All stages: ${seconds(start)}`);
}

await all();
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
