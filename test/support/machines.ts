/** What machines need in tests: a target, prompts that are scripted and counted, a log that is kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log, Prompts, SecretStore, Target } from '../../src/ssh';
import type { Sshd } from './sshd';

let ofAllTargets: string | undefined;

/** A known_hosts in a folder of its own, which goes when this process ends, however its tests did. */
function keptKnownHosts(text: string): string {
  if (ofAllTargets === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-known-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    ofAllTargets = folder;
  }
  const file = join(mkdtempSync(join(ofAllTargets, 'target-')), 'known_hosts');
  writeFileSync(file, text);
  return file;
}

export function targetOf(sshd: Pick<Sshd, 'port' | 'user'> & { readonly key?: string }, knownHosts: string, more: Partial<Target> = {}): Target {
  return {
    name: `${sshd.user}@test`,
    host: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    userKnownHostsFiles: [keptKnownHosts(knownHosts)],
    globalKnownHostsFiles: [],
    hashKnownHosts: false,
    strictHostKeyChecking: false,
    identityFiles: sshd.key === undefined ? [] : [sshd.key],
    identitiesOnly: false,
    methods: ['publickey', 'keyboard-interactive', 'password'],
    addressFamily: 0,
    connectTimeout: 5_000,
    jumps: [],
    sshArguments: [],
    transport: 'ssh2',
    ...more,
  };
}

/** Refuses everything, unless a test says otherwise; `asked` is what was asked, in order. */
export function scriptedPrompts(answers: Partial<Prompts> = {}): Prompts & { readonly asked: string[] } {
  const asked: string[] = [];
  const noting = <A extends unknown[], R>(name: string, answer: (...args: A) => Promise<R>) => (...args: A): Promise<R> => {
    asked.push(name);
    return answer(...args);
  };
  return {
    asked,
    confirmHostKey: noting('confirmHostKey', answers.confirmHostKey ?? (() => Promise.resolve(false))),
    password: noting('password', answers.password ?? (() => Promise.resolve(undefined))),
    passphrase: noting('passphrase', answers.passphrase ?? (() => Promise.resolve(undefined))),
    keyboardInteractive: noting('keyboardInteractive', answers.keyboardInteractive ?? (() => Promise.resolve(undefined))),
    sudoPassword: noting('sudoPassword', answers.sudoPassword ?? (() => Promise.resolve(undefined))),
  };
}

export function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (message: string) => void lines.push(message);
  return { lines, debug: keep, info: keep, warn: keep };
}

export function memoryStore(): SecretStore & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (key) => Promise.resolve(entries.get(key)),
    store: (key, secret) => Promise.resolve(void entries.set(key, secret)),
    delete: (key) => Promise.resolve(void entries.delete(key)),
  };
}
