import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Every file under `folder` whose name ends in `suffix`, sorted. (Node 20 has no fs.globSync.) */
export function globSync(folder, suffix) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(suffix))
    .map((name) => path.join(folder, name))
    .sort();
}
