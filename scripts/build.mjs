/**
 * Builds what runs: `node scripts/build.mjs [--extension] [--unit] [--integration] [--bench] [--minify] [--watch] [--out=FOLDER]`.
 * Without a target it builds the extension. Shell scripts are bundled as text, so that what a host runs is a real,
 * shellcheck-clean file in the source tree.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { globSync } from './glob.mjs';
import * as esbuild from 'esbuild';

const flags = new Set(process.argv.slice(2));
/** Where tests and benchmarks are put; another folder lets two runs go on side by side. */
const out = process.argv.find((argument) => argument.startsWith('--out='))?.slice('--out='.length) ?? 'out';
const wants = (target) => flags.has(`--${target}`);
const anyTarget = ['extension', 'unit', 'integration', 'bench'].some(wants);

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: flags.has('--minify') ? false : 'linked',
  minify: flags.has('--minify'),
  // ssh2 tries an optional native module and goes on without it; nothing native is shipped.
  loader: { '.sh': 'text', '.node': 'empty' },
  logLevel: 'warning',
};

/** What import() names is a file of its own, loaded when it is needed: a window without a host reads none of it. */
const chunksIn = (folder) => ({
  name: 'chunks',
  setup: (build) => build.onResolve({ filter: /./ }, ({ kind, path: name }) => (kind === 'dynamic-import' ? { path: `${folder}/${path.basename(name)}.js`, external: true } : undefined)),
});

/** Chunks are loaded by require: an import() of a CommonJS file first searches all of it for what it exports, and takes twice as long. */
const required = { 'dynamic-import': false };

/** The extension: a small entry, and the chunks that it imports. */
const extension = {
  ...common,
  entryPoints: { 'extension': 'src/extension.ts', 'doctor': 'src/vscode/doctor.ts', 'ssh2Mended': 'src/ssh/ssh2Mended.ts' },
  outdir: 'dist',
  format: 'cjs',
  external: ['vscode', 'cpu-features'],
  plugins: [chunksIn('.')],
  supported: required,
};

/** Tests and benchmarks run from there, one file each, sharing what they import. */
const tests = (name, entryPoints) => ({
  ...common,
  entryPoints,
  outdir: `${out}/${name}`,
  outbase: `test/${name}`,
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  packages: 'external',
  external: ['vscode'],
});

/** What VS Code's extension host loads. */
const inVsCode = (name, entryPoints) => ({
  ...common,
  entryPoints,
  outdir: `${out}/${name}`,
  outbase: `test/${name}`,
  format: 'cjs',
  packages: 'external',
  external: ['vscode'],
  outExtension: { '.js': '.cjs' },
});

const targets = [];
if (!anyTarget || wants('extension')) targets.push(extension);
if (wants('unit')) targets.push(tests('unit', globSync('test/unit', '.test.ts')));
if (wants('bench')) {
  // ssh2 is loaded as the extension loads it, from the extension's own files.
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const inside = (file) => file.startsWith(path.join('test', 'bench', 'inside', path.sep));
  const files = globSync('test/bench', '.ts');
  targets.push({ ...tests('bench', files.filter((file) => !inside(file))), plugins: [chunksIn('../../dist')], supported: required, banner });
  targets.push(inVsCode('bench/inside', files.filter(inside)));
}
if (wants('integration')) targets.push(inVsCode('integration', ['test/integration/index.ts', ...globSync('test/integration', '.test.ts')]));

for (const target of targets) {
  rmSync(target.outdir, { recursive: true, force: true });
  if (target.entryPoints.length === 0) continue;
  if (flags.has('--watch')) await (await esbuild.context(target)).watch();
  else await esbuild.build(target);
}
