/** Whether a host may be trusted: reads the known_hosts files, judges, asks, and writes an accepted key down. */
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostKeyChanged, HostKeyUnknown, NeedsAnswer } from '../machine/errors';
import { fingerprint, keyTypeOfAlgorithm, readKeyType } from './hostKey';
import { type KnownHostsMatch, knownHostsLine, matchKnownHosts, strongest, wantedTypes } from './knownHosts';
import { CertificateWanted } from './networkErrors';
import type { HostKeyQuestion, Log } from './prompts';
import { type Hop, hostAndPort } from './target';

interface KnownHostsFile {
  readonly path: string;
  readonly text: string;
}

/** Asks the user; undefined where nobody may be asked. */
export type Confirm = ((question: HostKeyQuestion) => Promise<boolean>) | undefined;

export interface KeyContext {
  /** As the user knows the machine that is being connected to. */
  readonly name: string;
  readonly log: Log;
  /** Another client can check certificates: it is tried before a host that has only an authority is asked about. */
  readonly certificates: boolean;
}

export class HostKeyCheck {
  /** Reads the files once, before the connection: the order of the offered algorithms depends on them too. */
  static async read({ name, log, certificates }: KeyContext, hop: Hop): Promise<HostKeyCheck> {
    const paths = [...hop.userKnownHostsFiles, ...hop.globalKnownHostsFiles];
    const files = await Promise.all(
      paths.map(async (path) => ({ path, text: await readFile(path, 'latin1').catch((error: unknown) => missing(error, path, log)) })),
    );
    return new HostKeyCheck(name, hop, files, log, certificates);
  }

  private constructor(
    private readonly name: string,
    private readonly hop: Hop,
    private readonly files: readonly KnownHostsFile[],
    private readonly log: Log,
    private readonly certificates: boolean,
  ) {}

  /** Those of `supported` that may be offered, what is known first, as OpenSSH's order_hostkeyalgs does it. */
  orderAlgorithms<T extends string>(supported: readonly T[]): T[] {
    const wanted: readonly string[] = this.hop.hostKeyAlgorithms ?? supported;
    const offered = supported.filter((algorithm) => wanted.includes(algorithm)).sort((a, b) => wanted.indexOf(a) - wanted.indexOf(b));
    const { host, port } = this.lookedUp;
    const known = wantedTypes(this.files.map(({ text }) => text), host, port);
    const isKnown = (algorithm: T) => known.includes(keyTypeOfAlgorithm(algorithm));
    return [...offered.filter(isKnown), ...offered.filter((algorithm) => !isKnown(algorithm))];
  }

  /** Resolves where the key is known or the user said yes, explicitly; rejects with the reason everywhere else. `signal`: it is too late to say yes. */
  async trust(key: Uint8Array, confirm: Confirm, signal: AbortSignal): Promise<void> {
    const match = this.match(key);
    if (match.verdict === 'match') return;
    // A key of another type is a change as well: ssh asks for the known types first, so the host no longer has them.
    if (match.verdict === 'mismatch' || match.verdict === 'other-key-type' || match.verdict === 'revoked') throw this.changed(key, match);
    if (match.verdict === 'ca-only' && this.certificates) {
      throw new CertificateWanted(`${hostAndPort(this.hop)} is known by a certificate authority alone`, { detail: 'Only the ssh program of this computer can check a host’s certificate.', actions: ['openTerminal'] });
    }
    if (this.hop.strictHostKeyChecking) throw this.unknown(key, 'StrictHostKeyChecking is "yes" for it, so it is not asked about.');
    if (!confirm) {
      throw new NeedsAnswer(`The host key of ${hostAndPort(this.hop)} is not known yet`, {
        detail: `It is asked about when you connect to ${this.name}.`,
        actions: ['retry'],
      });
    }
    const file = this.hop.userKnownHostsFiles.find((path) => path !== '/dev/null');
    const answer: unknown = await confirm({
      name: this.name,
      host: this.hop.host,
      port: this.hop.port,
      keyType: readKeyType(key) ?? 'unreadable',
      fingerprint: fingerprint(key),
      knownTypes: match.knownTypes,
      file,
    });
    // A yes that comes when the connection is over was given to nobody: it is not written down.
    signal.throwIfAborted();
    if (answer !== true) throw this.unknown(key, 'It was not accepted, so nothing was sent to it. Connect again to be asked again.');
    if (file !== undefined) await this.remember(file, key);
  }

  /** An alias stands for host and port. */
  private get lookedUp(): { readonly host: string; readonly port: number } {
    const { host, port, hostKeyAlias } = this.hop;
    return hostKeyAlias === undefined ? { host, port } : { host: hostKeyAlias, port: 22 };
  }

  private match(key: Uint8Array): KnownHostsMatch & { readonly path?: string } {
    const name = this.lookedUp;
    const exact = this.matchName({ ...name, key });
    // As OpenSSH does: a key that is known for the host at the usual port is known for it at any other.
    if (exact.verdict === 'unknown' && name.port !== 22) {
      const usual = this.matchName({ host: name.host, port: 22, key });
      if (usual.verdict === 'match') return usual;
    }
    return exact;
  }

  private matchName(query: { host: string; port: number; key: Uint8Array }) {
    const matches = this.files.map(({ path, text }) => ({ ...matchKnownHosts(text, query), path }));
    const best: KnownHostsMatch & { readonly path?: string } = strongest(matches);
    return best;
  }

  private changed(key: Uint8Array, { verdict, line, known, path = '' }: KnownHostsMatch & { readonly path?: string }): HostKeyChanged {
    const host = hostAndPort(this.hop);
    const where = `${path}, line ${line ?? 0}`;
    const place = { path, ...(line === undefined ? {} : { line }) };
    if (verdict === 'revoked') {
      return new HostKeyChanged(`${host} offered a host key that is marked as revoked in ${where}`, {
        brief: 'host key revoked',
        place,
        detail: `Its fingerprint is ${fingerprint(key)}. Do not log in; ask who looks after that host.`,
        actions: ['openKnownHosts'],
      });
    }
    return new HostKeyChanged(`${host} offered another host key than the one in ${where}`, {
      brief: 'host key changed',
      place,
      detail:
        `Known: ${known ? `${fingerprint(known)} (${readKeyType(known) ?? ''})` : ''}. Offered: ${fingerprint(key)} (${readKeyType(key) ?? ''}). ` +
        'A reinstalled host has a new key, but so has somebody who listens in between. ' +
        `Compare with the host's own console (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub); if it is right, remove the line and connect again.`,
      actions: ['openKnownHosts', 'retry'],
    });
  }

  private unknown(key: Uint8Array, why: string): HostKeyUnknown {
    return new HostKeyUnknown(`The host key of ${hostAndPort(this.hop)} is not known`, {
      brief: 'host key not accepted',
      detail: `It offered ${fingerprint(key)} (${readKeyType(key) ?? ''}). ${why}`,
      actions: ['retry'],
    });
  }

  private async remember(file: string, key: Uint8Array): Promise<void> {
    const query = { ...this.lookedUp, key };
    const line = knownHostsLine(query, this.hop.hashKnownHosts ? randomBytes(20) : undefined);
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const before = await readFile(file, 'latin1').catch(() => '');
      // Another host behind the same jump host may have written it down meanwhile.
      if (matchKnownHosts(before, query).verdict === 'match') return;
      await appendFile(file, before === '' || before.endsWith('\n') ? line : `\n${line}`, { mode: 0o600 });
      this.log.info(`Added the host key of ${hostAndPort(this.hop)} to ${file}.`);
    } catch (error) {
      this.log.warn(`Could not add the host key of ${hostAndPort(this.hop)} to ${file}: ${String(error)}`);
    }
  }
}

function missing(error: unknown, path: string, log: Log): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // A file that cannot be read knows nobody: the user is asked, never waved through.
  if (code !== 'ENOENT') log.warn(`Could not read ${path}: ${String(error)}`);
  return '';
}
