/** Our scripts on this computer, in a folder of the test's own. */
import { existsSync, mkdtempSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { LocalMachine } from '../../../src/local';

export const notLinux = process.platform === 'linux' ? undefined : 'hosts are Linux, and this computer is not';
/** save.sh keeps copies where root alone may write. */
export const notRoot = notLinux ?? (userInfo().uid === 0 ? undefined : 'needs root, as on a host');

/** The title, with the reason where the test cannot be made here. */
export const titled = (title: string, reason: string | undefined): string => (reason === undefined ? title : `${title} (not tried: ${reason})`);

/** Where save.sh keeps them. */
export const copies = '/var/backups/pve-doctor';

export function thisComputer() {
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-host-'));
  const machine = new LocalMachine();
  // No other file's name begins like it, so that the copies are told from those of others.
  const own = basename(folder);
  const target = join(folder, `${own}.list`);
  const keptCopies = () => (existsSync(copies) ? readdirSync(copies).filter((name) => name.startsWith(own)) : []).map((name) => join(copies, name));
  return {
    folder,
    machine,
    target,
    keptCopies,
    dispose: () => {
      machine.dispose();
      rmSync(folder, { recursive: true });
      for (const copy of keptCopies()) rmSync(copy);
      if (existsSync(copies) && readdirSync(copies).length === 0) rmdirSync(copies);
    },
  };
}
