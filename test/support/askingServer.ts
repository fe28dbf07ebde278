/**
 * A host that asks for everything: a password, answers or a key to log in, by the name of the user, and a password for
 * sudo. Its commands are real processes of this computer, with a sudo and an id of the test's own in their path.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection, type PublicKeyAuthContext } from 'ssh2';
import { makeKey } from './sshd';

export interface Secrets {
  readonly password: string;
  readonly answers: readonly string[];
  readonly sudo: string;
}

const scripts = {
  id: '#!/bin/sh\necho 1000\n',
  sudo: `#!/bin/sh
# Asks as sudo does, and knows the password that lies beside it.
if [ "$1" = -n ]; then
  echo 'sudo: a password is required' >&2
  exit 1
fi
prompt=$4
shift 5
for _ in 1 2 3; do
  printf %s "$prompt" >&2
  IFS= read -r given || exit 1
  [ "$given" != "$(cat "\${0%/bin/sudo}/sudo-password")" ] || exec "$@"
done
exit 1
`,
};

/** Users: "password", "answers", "key" (the one in FOLDER/locked.pub). `noticed` is called whenever something goes on. */
export async function startAskingServer(folder: string, secrets: Secrets, noticed: () => void): Promise<{ readonly port: number; readonly knownHosts: string; close(): void }> {
  mkdirSync(join(folder, 'bin'));
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(folder, 'bin', name), text, { mode: 0o755 });
  writeFileSync(join(folder, 'sudo-password'), secrets.sudo, { mode: 0o600 });
  makeKey(join(folder, 'host'));
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [readFileSync(join(folder, 'host'))] }, (connection) => {
    connections.add(connection.on('error', () => undefined).on('close', () => connections.delete(connection)));
    connection.on('authentication', (context) => {
      noticed();
      authenticate(context, secrets, join(folder, 'locked.pub'));
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        const child = spawn('/bin/sh', ['-c', command], { detached: true, env: { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder } });
        channel.pipe(child.stdin.on('error', () => undefined));
        child.stdout.on('data', noticed).pipe(channel, { end: false });
        child.stderr.on('data', noticed).pipe(channel.stderr, { end: false });
        child.on('spawn', noticed).on('close', (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  const key = readFileSync(join(folder, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  return {
    port,
    knownHosts: `[127.0.0.1]:${port} ${key}\n`,
    close: () => {
      server.close();
      for (const connection of connections) connection.end();
    },
  };
}

function authenticate(context: AuthContext, { password, answers }: Secrets, keyFile: string): void {
  const decide = (yes: boolean) => {
    if (yes) context.accept();
    else context.reject([context.username === 'key' ? 'publickey' : context.username === 'answers' ? 'keyboard-interactive' : 'password']);
  };
  if (context.method === 'keyboard-interactive' && context.username === 'answers') {
    context.prompt(answers.map((_, index) => ({ prompt: `Code ${index + 1}: `, echo: false })), 'Codes', (given) => decide(given.join('\n') === answers.join('\n')));
    return;
  }
  if (context.method === 'password') decide(context.username === 'password' && context.password === password);
  else if (context.method === 'publickey') decide(context.username === 'key' && existsSync(keyFile) && isKey(context, readFileSync(keyFile)));
  else decide(false);
}

/** First the key is offered alone, and then with a signature. */
function isKey({ key, signature, blob, hashAlgo }: PublicKeyAuthContext, file: Buffer): boolean {
  const wanted = ssh2.utils.parseKey(file);
  if (wanted instanceof Error || !wanted.getPublicSSH().equals(key.data)) return false;
  return !signature || (blob !== undefined && wanted.verify(blob, signature, hashAlgo));
}
