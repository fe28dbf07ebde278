/**
 * From a name to a target: what `ssh -G` answers for it (ssh_config(5) with its Match, Include and defaults), or the user's
 * own entry where no ssh is installed. docs/ssh.md says what is honoured by which transport.
 */
import { UserError } from '../machine/errors';
import { commandOptions } from './commandOptions';
import { type Jump, parseHost, parseJumps } from './jumps';
import { type TokenContext, expandPath } from './paths';
import { argumentsOf, askSsh, one } from './sshG';
import type { Hop, Target } from './target';
import { proxyArguments } from './throughHost';
import { toHop, tokensOf } from './toHop';
import { whyProgram } from './transport';

/** A host as the user entered it, or a name of ssh_config alone. */
export interface HostEntry {
  /** `pve8`, `192.0.2.7`, `root@pve8`, `ssh://root@pve8:2222`. */
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
  /** "auto": ssh2, and the user's own ssh where ssh2 cannot. */
  readonly transport?: 'auto' | 'ssh2' | 'ssh';
  /** It is reached through that host, whatever ssh_config says of jump hosts. */
  readonly through?: HostEntry;
}

export interface ResolveOptions {
  /** Another file than ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly configFile?: string;
  readonly signal?: AbortSignal;
  /** The program to ask, `ssh` unless given. */
  readonly program?: string;
}

interface Resolved {
  readonly hop: Hop;
  readonly jumps: readonly Hop[];
  /** Why ssh2 cannot do it. */
  readonly reason: string | undefined;
  readonly tokens: TokenContext;
  /** For the program's command line. */
  readonly forCommands: readonly string[];
}

const mostJumps = 16;

/** Rejects with a UserError where the name cannot be one, or ssh does not accept its configuration. */
export async function resolveTarget(entry: HostEntry, options: ResolveOptions = {}): Promise<Target> {
  const named = parseHost(entry.name);
  if (!named) {
    throw new UserError(`“${entry.name}” is not the name of a host`, {
      detail: 'Enter a name of ~/.ssh/config, a host, or user@host.',
      actions: ['editHost'],
    });
  }
  const wanted: Jump = { host: named.host, user: entry.user ?? named.user, port: entry.port ?? named.port };
  const { through } = entry;
  const before = through && (await resolveTarget(through, options));
  const { hop, jumps, reason: ownReason, tokens, forCommands } = await resolve(wanted, options, 0, !before);
  const reason = ownReason ?? (before?.transport === 'ssh' ? `it is reached through ${before.name}: ${before.transportReason ?? ''}` : undefined);
  const own = entry.identityFile === undefined ? [] : [expandPath(entry.identityFile, tokens)];
  const why = { ssh: 'it was chosen in the settings', ssh2: undefined, auto: reason }[entry.transport ?? 'auto'];
  return {
    ...hop,
    identityFiles: [...new Set([...own, ...hop.identityFiles])],
    name: `${hop.user}@${named.host}`,
    jumps: before ? [...before.jumps, before] : jumps,
    sshArguments: [...configArguments(options), ...proxyArguments(through, [...configArguments(options), '-o', 'BatchMode=yes']), ...forCommands, ...own.flatMap((file) => ['-i', file]), ...argumentsOf(wanted)],
    transport: why === undefined ? 'ssh2' : 'ssh',
    ...(why === undefined ? {} : { transportReason: why }),
  };
}

async function resolve(wanted: Jump, options: ResolveOptions, depth: number, followJumps = true): Promise<Resolved> {
  if (depth > mostJumps) {
    throw new UserError(`The ProxyJump entries of ${wanted.host} lead in a circle`, { detail: 'Mend them in ~/.ssh/config.', actions: ['editHost'] });
  }
  const answers = await askSsh(wanted, { ...options, configArguments: configArguments(options) });
  const tokens = tokensOf(wanted, answers);
  const hop = await toHop(wanted, answers, tokens);
  const reason = await whyProgram(answers, hop, tokens);
  const forCommands = commandOptions(answers);
  const list = one(answers, 'proxyjump');
  if (!followJumps || list === undefined || list === 'none') return { hop, jumps: [], reason, tokens, forCommands };
  const names = parseJumps(list);
  if (!names) return { hop, jumps: [], reason: `ProxyJump ${list} is not understood here`, tokens, forCommands };
  // The first one is reached as its own configuration says, each of the others through the one before.
  const steps = await Promise.all(names.map((name, index) => resolve(name, options, depth + 1, index === 0)));
  return {
    hop,
    tokens,
    forCommands,
    jumps: steps.flatMap((step) => [...step.jumps, step.hop]),
    reason: reason ?? steps.find((step) => step.reason !== undefined)?.reason,
  };
}

function configArguments({ configFile }: ResolveOptions): string[] {
  return configFile === undefined ? [] : ['-F', configFile];
}

