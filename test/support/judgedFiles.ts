/** Generated known_hosts files for one host with several keys, of which a real ssh judges. */
import { createHmac } from 'node:crypto';
import { seeded } from './words';

/** `type base64`, as a line of known_hosts has them. */
export interface JudgedKeys {
  /** The host's own, one of each type. */
  readonly own: readonly string[];
  readonly others: readonly string[];
}

/** Up to six lines about the host at that port of 127.0.0.1: plain, hashed, with patterns, marked, damaged. */
export function makeJudgedFile(seed: number, port: number, { own, others }: JudgedKeys): string {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const name = `[127.0.0.1]:${port}`;
  const hashed = (plain: string): string => {
    const salt = Buffer.from(Array.from({ length: 20 }, () => Math.floor(random() * 256)));
    return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(plain).digest('base64')}`;
  };
  const hosts = () => pick([name, name, name, '127.0.0.1', '127.0.0.1', '*', '[127.0.0.?]:*', `[127.*,!${name}`, `${name},backup`, 'backup', `[127.0.0.1]:${port + 1}`, hashed(name), hashed('127.0.0.1')]);
  const line = (): string => {
    const marker = pick(['', '', '', '', '', '', '', '@revoked ', '@cert-authority ', '@strange ']);
    const whole = `${marker}${hosts()} ${pick(random() < 0.5 ? own : others)}`;
    return pick([whole, whole, whole, whole, whole, `# ${whole}`, ` ${whole}`, whole.slice(0, -6), whole.replace(' ssh-', ' sshx-'), `${whole} a comment`, `${whole}\r`, '']);
  };
  return Array.from({ length: Math.floor(random() * 7) }, line).map((text) => `${text}\n`).join('');
}
