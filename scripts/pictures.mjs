/** `npm run pictures [-- FOLDER]`: takes the README's pictures anew, media/story-*.png and media/history*.png, by driving VS Code on a booted host. */
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
const { takeHistoryPictures, takePictures } = await load('test/vscode/pictures.ts');
const folder = process.argv[2] ?? 'media';
await takePictures(folder, console.log);
await takeHistoryPictures(folder, console.log);
