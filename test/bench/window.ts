/**
 * A log of 45 MB in a real VS Code: from the moment an extension hears that it is open to its diagnostics, beside the first
 * `document.getText()` of such a document in the same extension host; and what a typed character costs there. VS Code joins the
 * lines that it has at the first getText() of each version and keeps the text, so that whoever asks next has it for nothing.
 * What is measured and how: inside/window.ts. One JSON line a row; `ratio` is ours to theirs. PVE_DOCTOR_BENCH_PROFILE names a
 * folder for a CPU profile of each opening.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longLog } from '../support/longLog';
import { runIntegration } from '../vscode';

/** VS Code starts the copy when the bench says so: then the bench hears of each document first. */
function copyOfExtension(folder: string): string {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as object;
  mkdirSync(folder);
  for (const name of ['dist', 'media', 'syntaxes', 'language-configuration']) cpSync(name, join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return folder;
}

const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-bench-window-'));
try {
  for (const failures of [20, 100_000]) writeFileSync(join(folder, `${failures}.log`), longLog(45_000_000, failures));
  const passed = await runIntegration({ tests: 'out/bench/inside/window.cjs', extension: copyOfExtension(join(folder, 'extension')), env: { PVE_DOCTOR_BENCH_LOGS: folder }, limit: 10 * 60_000 });
  if (!passed) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
