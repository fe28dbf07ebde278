/** Where the agent listens: IdentityAgent and SSH_AUTH_SOCK (ssh_config(5)), on Windows the pipes of OpenSSH and Pageant. */
import { readdir } from 'node:fs/promises';
import { type TokenContext, expandPath } from './paths';

const pipes = '\\\\.\\pipe\\';

/** Undefined: there is none, or it is not wanted. */
export async function agentPath(
  identityAgent: string | undefined,
  context: TokenContext,
  platform: NodeJS.Platform = process.platform,
  listPipes: () => Promise<readonly string[]> = () => readdir(pipes),
): Promise<string | undefined> {
  if (identityAgent === 'none') return undefined;
  if (identityAgent === undefined || identityAgent === 'SSH_AUTH_SOCK') {
    const socket = context.environment.SSH_AUTH_SOCK;
    if (socket) return socket;
    return platform === 'win32' ? await windowsAgent(listPipes) : undefined;
  }
  const [, variable] = /^\$(\w+)$/.exec(identityAgent) ?? [];
  return variable === undefined ? expandPath(identityAgent, context) : context.environment[variable];
}

/** OpenSSH's own service first, as Windows' ssh does; then Pageant (0.77 and later), whose pipe is named after the user. */
async function windowsAgent(listPipes: () => Promise<readonly string[]>): Promise<string | undefined> {
  const names = await listPipes().catch(() => []);
  const name = names.find((pipe) => pipe === 'openssh-ssh-agent') ?? names.find((pipe) => pipe.startsWith('pageant.'));
  return name && pipes + name;
}
