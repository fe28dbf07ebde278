/**
 * What a known_hosts file says of a host and a key. Pure; the format is in sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT", the
 * order of judgement in OpenSSH's hostfile.c: a revoked key is refused whatever else is known, then any equal key
 * is enough, then a key of the same type that differs counts as a change.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readKeyType } from './hostKey';

export interface HostKeyQuery {
  readonly host: string;
  readonly port: number;
  /** The key's blob, as the server sends it. */
  readonly key: Uint8Array;
}

export type KnownHostsVerdict = 'match' | 'mismatch' | 'revoked' | 'other-key-type' | 'ca-only' | 'unknown';

export interface KnownHostsMatch {
  readonly verdict: KnownHostsVerdict;
  /** The line that decided, counted from 1; undefined for "unknown". */
  readonly line?: number;
  /** The blob of the key in that line. */
  readonly known?: Uint8Array;
  /** All types of keys that the file has for this host (revoked keys and authorities apart). */
  readonly knownTypes: readonly string[];
}

export interface KnownHostsLine {
  readonly line: number;
  readonly marker: 'cert-authority' | 'revoked' | undefined;
  readonly hosts: string;
  readonly type: string;
  readonly key: Buffer;
}

const strength: readonly KnownHostsVerdict[] = ['revoked', 'match', 'mismatch', 'other-key-type', 'ca-only', 'unknown'];

/** The verdict of one file; for several, see `strongest`. */
export function matchKnownHosts(text: string, query: HostKeyQuery): KnownHostsMatch {
  const type = readKeyType(query.key) ?? '';
  const lines = linesFor(text, query.host, query.port);
  const knownTypes = [...new Set(lines.filter(({ marker }) => marker === undefined).map((line) => line.type))];
  const judged = lines.flatMap((line) => {
    const verdict = judge(line, type, query.key);
    return verdict ? [{ verdict, line: line.line, known: line.key, knownTypes }] : [];
  });
  return strongest([...judged, { verdict: 'unknown', knownTypes }]);
}

/** Of several verdicts the one that counts; the first of equals. ssh reads all its files as if they were one. */
export function strongest(matches: readonly KnownHostsMatch[]): KnownHostsMatch {
  const knownTypes = [...new Set(matches.flatMap((match) => match.knownTypes))];
  for (const verdict of strength) {
    const found = matches.find((match) => match.verdict === verdict);
    if (found) return { ...found, knownTypes };
  }
  return { verdict: 'unknown', knownTypes };
}

/**
 * The types of keys that a host is to be asked for first: those that its lines in all files (read as one) hold, unless the
 * first key of that type is revoked, since it would be refused while a key of another type may be good
 * (`lookup_key_in_hostkeys_by_type` of hostfile.c).
 */
export function wantedTypes(texts: readonly string[], host: string, port: number): string[] {
  const lines = texts.flatMap((text) => linesFor(text, host, port));
  const revoked = lines.filter(({ marker }) => marker === 'revoked');
  const firsts = new Map<string, Buffer>();
  for (const { marker, type, key } of lines) if (marker === undefined && !firsts.has(type)) firsts.set(type, key);
  return [...firsts].filter(([, key]) => !revoked.some((line) => line.key.equals(key))).map(([type]) => type);
}

/** The name under which ssh looks a host up. */
export function knownHostsName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** The line that ssh writes for an accepted key; `salt` (20 bytes) hides the name, as HashKnownHosts asks. */
export function knownHostsLine(query: HostKeyQuery, salt?: Uint8Array): string {
  const name = knownHostsName(query.host, query.port);
  const shown = salt ? `|1|${Buffer.from(salt).toString('base64')}|${hashName(name, salt).toString('base64')}` : name;
  return `${shown} ${readKeyType(query.key) ?? ''} ${Buffer.from(query.key).toString('base64')}\n`;
}

/** The lines that speak of a host, as `ssh-keygen -F` lists them. */
export function linesFor(text: string, host: string, port: number): KnownHostsLine[] {
  const name = knownHostsName(host, port);
  return parseKnownHosts(text).filter(({ hosts }) => matchesHosts(hosts, name));
}

/** Lines that hold a key; comments and what ssh does not understand are left out, as ssh leaves them out. */
export function parseKnownHosts(text: string): KnownHostsLine[] {
  return text.split('\n').flatMap((raw, index) => {
    const line = parseLine(raw);
    return line ? [{ ...line, line: index + 1 }] : [];
  });
}

function judge({ marker, type, key }: KnownHostsLine, offeredType: string, offered: Uint8Array): KnownHostsVerdict | undefined {
  const equal = key.length === offered.length && timingSafeEqual(key, offered);
  if (marker === 'revoked') return equal ? 'revoked' : undefined;
  if (marker === 'cert-authority') return 'ca-only';
  if (equal) return 'match';
  return type === offeredType ? 'mismatch' : 'other-key-type';
}

function parseLine(raw: string): Omit<KnownHostsLine, 'line'> | undefined {
  // A marker ends at a space; at a tab only where the line has no space at all (check_markers in hostfile.c).
  const gap = raw.trimStart().includes(' ') ? ' ' : '\t';
  const match = new RegExp(`^[ \\t]*(?:@([^${gap}]+)${gap}[ \\t]*)?([^ \\t@#][^ \\t]*)[ \\t]+([^ \\t\\r]+)[ \\t]+([^ \\t\\r]+)`).exec(raw);
  if (!match) return undefined;
  const [, marker, hosts = '', type = '', base64 = ''] = match;
  if (marker !== undefined && marker !== 'cert-authority' && marker !== 'revoked') return undefined;
  const key = Buffer.from(base64, 'base64');
  // A key that is not what its line says is no key.
  if (key.toString('base64') !== base64 || readKeyType(key) !== type) return undefined;
  return { marker, hosts, type, key };
}

function matchesHosts(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, name);
  let found = false;
  for (const entry of hosts.split(',')) {
    const negated = entry.startsWith('!');
    if (!matchesPattern(negated ? entry.slice(1) : entry, name)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

function matchesHash(hosts: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([A-Za-z0-9+/]+=*)\|([A-Za-z0-9+/]+=*)$/.exec(hosts) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = hashName(name, Buffer.from(salt, 'base64'));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function hashName(name: string, salt: Uint8Array): Buffer {
  return createHmac('sha1', salt).update(name).digest();
}

/** `*` is any text, `?` one character, letters in any case. In time that grows with both lengths only. */
function matchesPattern(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < name.length; ) {
    const expected = wanted[at];
    if (expected === '*') {
      star = at++;
      resume = index;
    } else if (expected === '?' || expected === name[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (wanted[at] === '*') at++;
  return at === wanted.length;
}
