/**
 * The keys that are offered to a host, in ssh's order: those of the agent that the configuration names, the agent's
 * others, then files. A file's passphrase is asked for only when the host has said that it would accept the key.
 */
import { readFile } from 'node:fs/promises';
import type { BaseAgent, ParsedKey, SigningRequestOptions } from 'ssh2';
import { UserError } from '../machine/errors';
import type { Log } from './prompts';
import { isEncrypted, publicPart } from './privateKey';
import type { Ssh2 } from './ssh2Mended';

export interface Identity {
  readonly publicKey: ParsedKey;
  readonly sign: (data: Buffer, options: SigningRequestOptions) => Promise<Buffer>;
}

export interface IdentitySources {
  readonly files: readonly string[];
  readonly agent: string | undefined;
  readonly identitiesOnly: boolean;
  /** Asks for (or remembers) the passphrase of a file; `refuse` tells that it was wrong. */
  readonly passphrase: (file: string) => Promise<string>;
  readonly refuse: (file: string, passphrase: string) => Promise<void>;
  readonly log: Log;
}

const passphraseTries = 3;

export async function collectIdentities(ssh2: Ssh2, sources: IdentitySources): Promise<Identity[]> {
  const files = (await Promise.all(sources.files.map((file) => fromFile(ssh2, file, sources)))).flat();
  const held = sources.agent === undefined ? [] : await fromAgent(ssh2, sources.agent, sources.log);
  const same = (a: Identity) => (b: Identity) => a.publicKey.getPublicSSH().equals(b.publicKey.getPublicSSH());
  const named = held.filter((key) => files.some(same(key)));
  const others = sources.identitiesOnly ? [] : held.filter((key) => !files.some(same(key)));
  return [...named, ...others, ...files.filter((key) => !held.some(same(key)))];
}

/** An identity as an agent, which is how ssh2 takes a key that signs later. */
export function agentOf(ssh2: Ssh2, identity: Identity, told: { readonly signed: () => void; readonly failed: (error: Error) => void }): BaseAgent {
  class KeyRing extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(callback: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
      callback(undefined, [identity.publicKey]);
    }

    override sign(
      _publicKey: ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | ((error?: Error | null, signature?: Buffer) => void),
      callback?: (error?: Error | null, signature?: Buffer) => void,
    ): void {
      const done = typeof options === 'function' ? options : callback;
      if (!done) return;
      identity.sign(data, typeof options === 'function' ? {} : options).then(
        (signature) => {
          told.signed();
          done(null, signature);
        },
        (thrown: unknown) => {
          const error = thrown instanceof Error ? thrown : new Error(String(thrown));
          told.failed(error);
          done(error);
        },
      );
    }
  }
  return new KeyRing();
}

async function fromFile(ssh2: Ssh2, file: string, sources: IdentitySources): Promise<Identity[]> {
  const text = await readFile(file).catch(() => undefined);
  if (!text) return [];
  const publicKey = await publicKeyOf(ssh2, file, text, sources);
  if (!publicKey) return [];
  return [{ publicKey, sign: async (data, { hash }) => bytes((await unlock(ssh2, file, text, sources)).sign(data, hash)) }];
}

async function publicKeyOf(ssh2: Ssh2, file: string, text: Buffer, sources: IdentitySources): Promise<ParsedKey | undefined> {
  const beside = await readFile(`${file}.pub`).catch(() => undefined);
  for (const candidate of [beside, publicPart(text)]) {
    const key = candidate && ssh2.utils.parseKey(candidate);
    if (key && !(key instanceof Error)) return key;
  }
  // Old PEM files hide the public half too.
  try {
    return await unlock(ssh2, file, text, sources);
  } catch (error) {
    sources.log.debug(`${file} is not offered: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UserError) throw error;
    return undefined;
  }
}

async function unlock(ssh2: Ssh2, file: string, text: Buffer, sources: IdentitySources): Promise<ParsedKey> {
  if (!isEncrypted(text)) return parsed(ssh2.utils.parseKey(text), file);
  for (let tries = 1; ; tries += 1) {
    const passphrase = await sources.passphrase(file);
    const key = ssh2.utils.parseKey(text, passphrase);
    if (!(key instanceof Error)) return key;
    await sources.refuse(file, passphrase);
    if (tries === passphraseTries) {
      throw new UserError(`The passphrase does not open ${file}`, { detail: 'Connect again to be asked again.', actions: ['retry'] });
    }
  }
}

function parsed(key: ParsedKey | Error, file: string): ParsedKey {
  if (key instanceof Error) throw new Error(`${file}: ${key.message}`);
  return key;
}

/** ssh2 returns what its types do not tell: an error in place of a signature. */
function bytes(signature: Buffer | Error): Buffer {
  if (signature instanceof Error) throw signature;
  return signature;
}

function fromAgent(ssh2: Ssh2, path: string, log: Log): Promise<Identity[]> {
  const agent = ssh2.createAgent(path);
  return new Promise((resolve) => {
    const timer = setTimeout(() => give([], 'it did not answer'), 5_000);
    const give = (identities: Identity[], problem?: string) => {
      clearTimeout(timer);
      if (problem) log.warn(`The agent at ${path} is not used: ${problem}.`);
      resolve(identities);
    };
    agent.getIdentities((error, keys) => {
      if (error) {
        give([], error.message);
        return;
      }
      const usable = (keys ?? []).filter(isParsedKey);
      give(usable.map((publicKey) => ({ publicKey, sign: (data, options) => signWith(agent, publicKey, data, options) })));
    });
  });
}

/** Keys of types that ssh2 does not know (security keys, certificates) do not come parsed. */
function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}

function signWith(agent: BaseAgent, key: ParsedKey, data: Buffer, options: SigningRequestOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    agent.sign(key, data, options, (error, signature) => {
      if (signature) resolve(signature);
      else reject(error ?? new Error('The agent did not sign.'));
    });
  });
}
