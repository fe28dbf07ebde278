/**
 * This computer as a Machine. Each command is a process group of its own, as sshd does it, so that ending it ends all of it.
 * There is no pseudo-terminal without a native module: interactive work is done in an ordinary terminal of the editor.
 */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import type { Channel } from '../machine/channel';
import { channelOfProcess } from '../machine/childChannel';
import { NeedsAnswer, SecretNotGiven, UserError } from '../machine/errors';
import type { MachineTerminal } from '../machine/machine';
import { ShellMachine } from '../machine/shellMachine';

export class LocalMachine extends ShellMachine {
  override readonly name = 'This computer';
  override readonly transport = 'local';

  private password: Promise<string | undefined> | undefined;

  /** `askPassword` asks the user for sudo's password, held in memory; without it, what needs one is refused. */
  constructor(private readonly askPassword: () => Promise<string | undefined> = () => Promise.resolve(undefined)) {
    super();
    this.setState({ kind: 'connected' });
  }

  override connect(): Promise<void> {
    this.setState({ kind: 'connected' });
    return Promise.resolve();
  }

  override disconnect(): void {
    this.endAll();
    this.forgetSudo();
    this.setState({ kind: 'disconnected' });
  }

  override dispose(): void {
    this.disconnect();
  }

  /** Always rejects: use an ordinary terminal of the editor. */
  override terminal(): Promise<MachineTerminal> {
    return Promise.reject(
      new UserError('This computer has no terminal of its own here', {
        detail: 'Open an ordinary terminal and run the command there.',
      }),
    );
  }

  protected override open(commandLine: string): Promise<Channel> {
    // As sshd starts a command: in the home directory, with an environment that holds nothing of the editor's.
    return channelOfProcess(spawn('/bin/sh', ['-c', commandLine], { cwd: homedir(), detached: true, env: plainEnvironment() }));
  }

  protected override async sudoPassword(mayAsk: boolean): Promise<string> {
    if (!this.password && !mayAsk) throw new NeedsAnswer('sudo on this computer wants a password', { actions: ['retry'] });
    this.password ??= this.askPassword();
    const password = await this.password;
    if (password !== undefined) return password;
    this.password = undefined;
    throw new SecretNotGiven('No password was given for sudo on this computer', { actions: ['retry'] });
  }

  protected override sudoPasswordRefused(): Promise<void> {
    this.password = undefined;
    return Promise.resolve();
  }
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'PATH', 'TMPDIR', 'XDG_RUNTIME_DIR'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
