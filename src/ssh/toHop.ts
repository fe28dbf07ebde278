/** From the options that ssh printed to what this room uses of them. */
import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { agentPath } from './agentPath';
import type { Jump } from './jumps';
import { type TokenContext, expandPath, splitPaths } from './paths';
import { type SshOptions, one } from './sshG';
import type { AuthenticationMethod, Hop } from './target';

const usualTimeout = 20_000;
const families: ReadonlyMap<string, Hop['addressFamily']> = new Map([['inet', 4], ['inet6', 6]]);

export async function toHop(wanted: Jump, options: SshOptions, tokens: TokenContext): Promise<Hop> {
  const alias = one(options, 'hostkeyalias');
  const agent = await agentPath(one(options, 'identityagent'), tokens);
  const algorithms = one(options, 'hostkeyalgorithms')?.split(',');
  const timeout = Number(one(options, 'connecttimeout'));
  const files = (options.get('identityfile') ?? []).filter((file) => file !== 'none').map((file) => expandPath(file, tokens));
  return {
    host: one(options, 'hostname') ?? wanted.host,
    port: Number(one(options, 'port') ?? 22),
    user: one(options, 'user') ?? userInfo().username,
    ...(alias === undefined || alias === 'none' ? {} : { hostKeyAlias: alias }),
    userKnownHostsFiles: paths(options, 'userknownhostsfile', tokens),
    globalKnownHostsFiles: paths(options, 'globalknownhostsfile', tokens),
    hashKnownHosts: isYes(options, 'hashknownhosts'),
    strictHostKeyChecking: isYes(options, 'stricthostkeychecking'),
    identityFiles: await existing(files),
    identitiesOnly: isYes(options, 'identitiesonly'),
    ...(agent === undefined ? {} : { agent }),
    methods: methods(options),
    ...(algorithms === undefined ? {} : { hostKeyAlgorithms: algorithms }),
    addressFamily: families.get(one(options, 'addressfamily') ?? '') ?? 0,
    connectTimeout: timeout > 0 ? timeout * 1000 : usualTimeout,
  };
}

/** ssh_config(5), "TOKENS". */
export function tokensOf(wanted: Jump, options: SshOptions): TokenContext {
  const local = hostname();
  const host = one(options, 'hostname') ?? wanted.host;
  const port = one(options, 'port') ?? '22';
  const user = one(options, 'user') ?? userInfo().username;
  const jump = one(options, 'proxyjump') ?? '';
  const alias = one(options, 'hostkeyalias') ?? host;
  const connection = createHash('sha1').update(`${local}${host}${port}${user}${jump === 'none' ? '' : jump}`).digest('hex');
  return {
    environment: process.env,
    tokens: new Map([
      ['%', '%'],
      ['C', connection],
      ['d', homedir()],
      ['h', host],
      ['i', String(userInfo().uid)],
      ['j', jump === 'none' ? '' : jump],
      ['k', alias === 'none' ? host : alias],
      ['L', local.split('.')[0] ?? local],
      ['l', local],
      ['n', wanted.host],
      ['p', port],
      ['r', user],
      ['u', userInfo().username],
    ]),
  };
}

function paths(options: SshOptions, name: string, tokens: TokenContext): string[] {
  return splitPaths(one(options, name) ?? '')
    .filter((path) => path !== '' && path !== 'none')
    .map((path) => expandPath(path, tokens));
}

function methods(options: SshOptions): AuthenticationMethod[] {
  const switches: readonly (readonly [AuthenticationMethod, string])[] = [
    ['publickey', 'pubkeyauthentication'],
    ['keyboard-interactive', 'kbdinteractiveauthentication'],
    ['password', 'passwordauthentication'],
  ];
  const preferred = one(options, 'preferredauthentications')?.split(',');
  return switches
    .filter(([method, option]) => !['no', 'false'].includes(one(options, option) ?? 'yes') && (preferred?.includes(method) ?? true))
    .map(([method]) => method);
}

/** `ssh -G` prints some switches as yes and no, others as true and false. */
export function isYes(options: SshOptions, name: string): boolean {
  return ['yes', 'true'].includes(one(options, name) ?? '');
}

async function existing(files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(files.map((file) => access(file).then(() => true, () => false)));
  return files.filter((_file, index) => found[index]);
}
