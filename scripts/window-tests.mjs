/** Runs test/vscode/*.test.ts: tests that look at VS Code from outside, and drive its window. */
import { spawnSync } from 'node:child_process';
import { globSync } from './glob.mjs';
import { bundle } from './load.mjs';

await bundle(globSync('test/vscode', '.test.ts'), 'out/vscode');
const { status } = spawnSync(process.execPath, ['node_modules/mocha/bin/mocha.js', '--timeout', '120000', 'out/vscode/*.test.mjs', ...process.argv.slice(2)], { stdio: ['ignore', 'inherit', 'inherit'] });
process.exitCode = status ?? 1;
