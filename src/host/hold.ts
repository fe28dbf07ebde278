/** A package that apt leaves alone: the way back after an update that made trouble begins with it. */
import type { Access } from './access';
import { scripts } from './scripts';

export type Hold = 'hold' | 'unhold';

/** What setHold() runs, for the user to see. */
export function holdCommand(hold: Hold, packageName: string): string {
  return `apt-mark ${hold} ${packageName}`;
}

/** Rejects with a UserError where the package is not so afterwards. */
export async function setHold(access: Access, hold: Hold, packageName: string): Promise<void> {
  const { stdout, stderr, code } = await access.run(scripts.hold, [hold, packageName], 'must', { priority: 'user' });
  const state = hold === 'hold' ? 'on hold' : 'released';
  if (code === 3) throw access.failed(scripts.hold, code, stdout, `apt-mark ended well, and ${packageName} is not ${state}`);
  if (code !== 0) throw access.failed(scripts.hold, code, stderr.length > 0 ? stderr : stdout, `${packageName} is not ${state}: apt-mark ended with exit code ${code}`);
}
