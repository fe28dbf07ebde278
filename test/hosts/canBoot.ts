/** Whether this computer can boot test hosts, and if not, what is missing. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const isThere = (program: string): boolean =>
  `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

export function canBoot(): { readonly ok: boolean; readonly reason?: string } {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { ok: false, reason: 'test hosts need Linux on x86-64' };
  if (process.getuid?.() !== 0) return { ok: false, reason: 'test hosts need root: run as root' };
  const missing = ['systemd-nspawn', 'mmdebstrap', 'openssl', 'ssh-keygen', 'unshare', 'nsenter'].filter((program) => !isThere(program));
  return missing.length === 0 ? { ok: true } : { ok: false, reason: `${missing.join(', ')} not installed: run scripts/setup-debian.sh` };
}
