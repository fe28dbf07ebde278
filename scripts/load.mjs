/** Lets scripts use the tests' TypeScript: bundles one module and imports it. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles modules to `outdir`, each to NAME.mjs, packages left outside. */
export async function bundle(entryPoints, outdir) {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'linked',
    outExtension: { '.js': '.mjs' },
    loader: { '.sh': 'text' },
    logLevel: 'warning',
  });
}

/** What the module exports. */
export async function load(module) {
  const name = path.basename(module, '.ts');
  const outdir = path.join('out', 'tools', `${path.basename(path.dirname(module))}-${name}`);
  await bundle([module], outdir);
  return await import(pathToFileURL(path.join(root, outdir, `${name}.mjs`)).href);
}
