/** What outlives a test run: root file systems, package files, the front's certificate; and the scripts as files. */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import imagePve from './scripts/image-pve.sh';
import imageSetup from './scripts/image-setup.sh';
import image from './scripts/image.sh';
import journal from './scripts/journal.sh';
import powerOn from './scripts/power-on.sh';
import power from './scripts/power.sh';
import pve from './scripts/pve.sh';
import tls from './scripts/tls.sh';
import uname from './scripts/uname.sh';

/** The scripts that an image is made of: another text makes another image. */
const ofTheImage = {
  'image.sh': image, 'image-setup.sh': imageSetup, 'image-pve.sh': imagePve, 'journal.sh': journal,
  'power-on.sh': powerOn, 'pve.sh': pve, 'uname.sh': uname, 'tls.sh': tls,
};
const all: Readonly<Record<string, string>> = { ...ofTheImage, 'power.sh': power };
const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

export const imageVersion = hash(ofTheImage);

/** The cache's folder, or one in it; it exists afterwards. */
export function cacheFolder(...names: string[]): string {
  const base = process.env.PVE_DOCTOR_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'pve-doctor');
  const folder = join(base, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The folder with the scripts as files, for programs that want a path. */
export function scriptsFolder(): string {
  const folder = join(cacheFolder(), `scripts-${hash(all)}`);
  const mine = `${folder}.${process.pid}`;
  mkdirSync(mine, { recursive: true });
  for (const [name, text] of Object.entries(all)) writeFileSync(join(mine, name), text);
  try {
    renameSync(mine, folder);
  } catch {
    // Another run of the same version was first.
    rmSync(mine, { recursive: true, force: true });
  }
  return folder;
}
