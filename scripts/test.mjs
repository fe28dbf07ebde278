/**
 * `npm test`: sets up what it needs, checks, and runs every test. The last line says `N passed, N failed`; the exit
 * status is 1 where anything failed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const total = { passed: 0, failed: 0 };

/** Runs a program, shows what it says, and resolves with its exit status and its output. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
      process.stdout.write(data);
    });
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A stage that passes or fails as a whole. */
async function check(title, command, args) {
  const start = Date.now();
  const { code } = await run(command, args);
  total[code === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${title}: ${code === 0 ? 'passed' : 'failed'} in ${Math.round((Date.now() - start) / 1000)} s`);
  return code === 0;
}

/** A stage whose tests mocha counts; one that ends badly without a failing test counts as a failure. */
async function mocha(title, command, args) {
  const start = Date.now();
  const { code, output } = await run(command, args);
  const number = (word) => Number(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'm').exec(output)?.[1] ?? 0);
  const failed = number('failing');
  total.passed += number('passing');
  total.failed += failed > 0 || code === 0 ? failed : 1;
  console.log(`${title}: ${number('passing')} passed, ${failed} failed in ${Math.round((Date.now() - start) / 1000)} s`);
}

const node = process.execPath;
if (!existsSync(new URL('../node_modules/typescript', import.meta.url))) {
  await check('Set-up', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}
await check('Types', node, ['node_modules/typescript/bin/tsc', '--noEmit']);
await check('Lint', node, ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']);
if (await check('Build', node, ['scripts/build.mjs', '--unit'])) {
  await mocha('Unit tests', node, ['node_modules/mocha/bin/mocha.js', '--recursive', 'out/unit/**/*.test.mjs']);
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
