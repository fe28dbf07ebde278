/**
 * `npm start`: opens VS Code with the extension on samples/, with a demo host in the tree where this computer can boot one.
 * Sets up all that it needs; Ctrl-C ends all that it started.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const stops = [];
let opening;
let ending = false;

/** Ends the process with everything that it started; a second Ctrl-C changes nothing. */
async function end(status) {
  if (ending) return;
  ending = true;
  console.log('Ending what was started');
  if (opening !== undefined) {
    // A download or the building of an image goes no further.
    for (const pid of childrenOf(process.pid)) signal(pid);
    await Promise.race([opening.catch(() => undefined), new Promise((done) => setTimeout(done, 10_000))]);
  }
  for (const stop of stops.reverse()) {
    try {
      await stop();
    } catch (error) {
      console.error(error.message);
      status = 1;
    }
  }
  process.exit(status);
}

/** Every process below one, the deepest first; none where there is no /proc. */
function childrenOf(pid) {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
    return children.flatMap((child) => [...childrenOf(child), child]);
  } catch {
    return [];
  }
}

function signal(pid) {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended meanwhile.
  }
}

/** Said before every step that takes long: none begins after Ctrl-C. */
function say(text) {
  if (ending) throw new Error('This is ending');
  console.log(text);
}

async function fail(error) {
  if (!ending) console.error(error.message);
  await end(1);
}

console.log('Setting up: packages of npm and Debian (the first time about two minutes)');
try {
  setUp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
console.log('Building the extension');
const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--extension'], { stdio: ['ignore', 'inherit', 'inherit'] });
if (status !== 0) process.exit(1);

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => void end(0));
process.on('uncaughtException', (error) => void fail(error));
try {
  const { start } = await (await import('./load.mjs')).load('test/vscode/start.ts');
  opening = start({ say, toEnd: (stop) => stops.push(stop) });
  const { advice, closed } = await opening;
  opening = undefined;
  say(`\n${advice.join('\n')}`);
  await closed;
  await end(0);
} catch (error) {
  await fail(error);
}
