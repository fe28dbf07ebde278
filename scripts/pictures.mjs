/** `npm run pictures [-- FOLDER [SET…]]`: takes the pictures of the README and of docs/ anew into media/, by driving VS Code on booted hosts. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { load } from './load.mjs';
import { setUp } from './setup.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
setUp();
const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--extension'], { stdio: ['ignore', 'inherit', 'inherit'] });
if (status !== 0) process.exit(1);

const { canBoot } = await load('test/hosts/index.ts');
const { ok, reason } = canBoot();
if (!ok) {
  console.error(`The pictures show a booted host, and there can be none here: ${reason}`);
  process.exit(1);
}
const { pictures, others } = await load('test/vscode/pictures/index.ts');
const [folder = 'media', ...sets] = process.argv.slice(2);
const unknown = sets.filter((set) => !(set in { ...pictures, ...others }));
if (unknown.length > 0) {
  console.error(`No such pictures: ${unknown.join(', ')}. There are: ${Object.keys({ ...pictures, ...others }).join(', ')}.`);
  process.exit(1);
}
const chosen = sets.length === 0 ? Object.values(pictures) : Object.entries({ ...pictures, ...others }).flatMap(([set, take]) => (sets.includes(set) ? [take] : []));
for (const take of chosen) await take({ folder, say: console.log });
