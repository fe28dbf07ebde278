/** Generated known_hosts files, and what `ssh-keygen -F` finds in them. */
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from './words';

export interface Sample {
  readonly text: string;
  readonly host: string;
  readonly port: number;
}

const names = ['pve8', 'pve9', 'pve8.example.org', 'backup', '192.0.2.7', '2001:db8::7'];

export function sampleKeys(random: () => number): Buffer[] {
  return ['ssh-ed25519', 'ssh-ed25519', 'ssh-ed25519'].map(() => ed25519(random));
}

function ed25519(random: () => number): Buffer {
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  return Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256))))]);
}

/** One file with plain, hashed, wildcard, negated, marked, commented and damaged lines. */
export function makeSample(seed: number): Sample {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const port = pick([22, 22, 22, 2222, 8022]);
  const host = pick(names);
  const shown = (name: string, at: number) => (at === 22 ? name : `[${name}]:${at}`);
  const pattern = (): string => {
    const name = pick([host, pick(names)]);
    const plain = shown(name, pick([port, 22, 2222]));
    return pick([
      () => plain,
      () => plain.toUpperCase(),
      () => plain.replace(/[a-z0-9]/, '?'),
      () => `${plain.slice(0, Math.floor(random() * plain.length))}*`,
      () => `*${plain.slice(Math.floor(random() * plain.length))}`,
      () => '*',
      () => `!${plain}`,
      () => `!*${plain.slice(-2)}`,
    ])();
  };
  const hashed = (): string => {
    const salt = Buffer.from(Array.from({ length: 20 }, () => Math.floor(random() * 256)));
    const name = shown(pick([host, pick(names)]), pick([port, 22]));
    const hash = createHmac('sha1', salt).update(name).digest('base64');
    return pick([() => `|1|${salt.toString('base64')}|${hash}`, () => `|1|${salt.toString('base64')}|${hash.slice(0, -4)}`, () => `|2|${hash}`])();
  };
  const hosts = () => pick([() => pattern(), () => [pattern(), pattern()].join(','), () => [pattern(), pattern(), pattern()].join(','), hashed, hashed])();
  const line = (): string => {
    const key = ed25519(random).toString('base64');
    const gap = () => pick([' ', ' ', ' ', '  ', '\t']);
    const marker = pick(['', '', '', '', '@cert-authority ', '@revoked ', '@strange ', '@revoked\t']);
    const whole = `${marker}${hosts()}${gap()}ssh-ed25519${gap()}${key}${pick(['', '', ' a comment', '\t#x', '\r'])}`;
    return pick([
      () => whole, () => whole, () => whole, () => whole, () => ` ${whole}`, () => `\t${whole}`,
      () => `# ${whole}`, () => '', () => hosts(), () => `${hosts()} ssh-ed25519`,
      () => whole.replace('AAAAC3', 'AAAAB3'), () => whole.replace('ssh-ed25519', 'ssh-rsa'), () => whole.replace(key, key.slice(0, -8)),
    ])();
  };
  return { text: `${Array.from({ length: 1 + Math.floor(random() * 8) }, line).join('\n')}${pick(['\n', ''])}`, host, port };
}

/** The numbers of the lines that ssh-keygen finds, for every sample; many files in one go of a shell. */
export function linesFound(samples: readonly Sample[]): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-oracle-'));
  try {
    samples.forEach(({ text }, index) => writeFileSync(join(folder, `f${index}`), text));
    const commands = samples.map(({ host, port }, index) => `echo "== ${index}"; ssh-keygen -l -F '${port === 22 ? host : `[${host}]:${port}`}' -f f${index} 2>/dev/null`);
    const { stdout } = spawnSync('sh', { input: commands.join('\n'), cwd: folder, maxBuffer: 1 << 28 });
    return stdout.toString().split(/^== \d+\n/m).slice(1).map((part) => [...part.matchAll(/^# Host .* found: line (\d+)/gm)].map((match) => Number(match[1])));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
