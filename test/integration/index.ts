/** What VS Code runs in its extension host: mocha, over every built `*.test.cjs` beside this file. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { toReport } from '../vscode/report';

/** Rejects where a test failed: the window's exit status. */
export async function run(): Promise<void> {
  const say = toReport();
  Mocha.reporters.Base.consoleLog = say.line;
  const mocha = new Mocha({ color: false, timeout: 60_000, slow: 5_000 });
  const { PVE_DOCTOR_GREP: grep, PVE_DOCTOR_GREP_OTHERS: others } = process.env;
  if (grep !== undefined) mocha.grep(grep);
  if (others === 'true') mocha.invert();
  const names = readdirSync(__dirname, { recursive: true }).map(String).filter((name) => name.endsWith('.test.cjs'));
  for (const name of names.sort()) mocha.addFile(join(__dirname, name));
  const unhandled = watchRejections();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  for (const reason of unhandled.reasons) say.line(`  Unhandled rejection: ${reason}`);
  unhandled.stop();
  await say.end();
  if (failures + unhandled.reasons.length > 0) throw new Error(`${failures} tests failed, ${unhandled.reasons.length} promises were rejected unseen`);
}

/** Those of our own code: VS Code's built-in extensions live in the same process. */
function watchRejections(): { reasons: string[]; stop: () => void } {
  const own = join(__dirname, '..', '..');
  const reasons: string[] = [];
  const listener = (reason: unknown): void => {
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    if (text.includes(own)) reasons.push(text);
  };
  process.on('unhandledRejection', listener);
  return { reasons, stop: () => process.off('unhandledRejection', listener) };
}
