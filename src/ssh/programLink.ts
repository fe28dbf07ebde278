/**
 * A connection through the user's own ssh, for what ssh2 cannot do: ProxyCommand, security keys, certificates, and all else
 * that only ssh_config knows. It never asks anything (BatchMode). Where the platform can share a connection
 * (ControlMaster), one process holds it and all commands go through it; else every command makes its own.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel } from '../machine/channel';
import { channelOfProcess } from '../machine/childChannel';
import { Cancelled, ConnectionLost, Unreachable } from '../machine/errors';
import { excerpt } from '../machine/excerpt';
import type { MachineTerminal, TerminalSize } from '../machine/machine';
import { quote } from '../machine/quote';
import { longestCommandLine } from '../machine/runner';
import { reasonOf } from '../machine/aborting';
import type { ConnectOptions, Link, Patience } from './link';
import { explainProgram } from './programErrors';
import type { Target } from './target';

const program = 'ssh';
/** Windows limits a whole command line to 32,767 characters, and its ssh cannot share a connection. */
const onWindows = process.platform === 'win32';
const batch = ['-o', 'BatchMode=yes', '-o', 'ClearAllForwardings=yes', '-T'];

/** Logs in with the user's own ssh, as far as it needs no answer. */
export async function connectProgram(target: Target, { signal }: ConnectOptions, patience: Patience): Promise<Link> {
  const folder = onWindows ? undefined : await mkdtemp(join(tmpdir(), 'pve-doctor-ssh-'));
  const socket = folder && join(folder, 'master');
  const nonce = randomBytes(16).toString('hex');
  const sharing = socket ? ['-o', 'ControlMaster=yes', '-o', `ControlPath=${socket}`, '-o', 'ControlPersist=no'] : [];
  // It says that the login succeeded, and then stays until its input ends.
  const stay = `exec sh -c ${quote(`echo ${nonce}; ${socket ? 'exec cat >/dev/null' : ''}`)}`;
  const timeout = ['-o', `ConnectTimeout=${Math.ceil(target.connectTimeout / 1000)}`];
  const master = spawn(program, [...batch, ...keepalive(patience), ...timeout, ...sharing, ...target.sshArguments, stay]);
  const removeFolder = () => (folder ? rm(folder, { recursive: true, force: true }) : Promise.resolve());
  try {
    await ready(master, nonce, target, signal);
  } catch (error) {
    master.kill();
    await removeFolder();
    throw error;
  }
  return new ProgramLink(target, master, socket, patience, removeFolder);
}

function keepalive({ keepalive: pause, keepalives }: Patience): string[] {
  return ['-o', `ServerAliveInterval=${Math.ceil(pause / 1000)}`, '-o', `ServerAliveCountMax=${keepalives}`];
}

/** Resolves when the login has succeeded. */
function ready(master: ChildProcessWithoutNullStreams, nonce: string, target: Target, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    const done = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      settle();
    };
    const aborted = () => done(() => reject(reasonOf(signal)));
    const late = () =>
      reject(new Unreachable(`${target.name} did not let ssh in within ${Math.round((2 * target.connectTimeout) / 1000)} s`, {
        detail: `ssh said: ${excerpt(errors) || 'nothing'}. Run it in a terminal to see what it waits for.`,
        actions: ['openTerminal', 'retry'],
      }));
    // ssh's own ConnectTimeout ends before the login; a touch of a security key takes its time.
    const timer = setTimeout(() => done(late), 2 * target.connectTimeout);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
    master.stdin.on('error', () => undefined);
    master.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('latin1')).slice(-64 * 1024);
      if (output.includes(nonce)) done(resolve);
    });
    master.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString('utf8')).slice(-64 * 1024);
    });
    master.once('error', (error) => done(() => reject(explainProgram(error.message, target))));
    master.once('close', () => done(() => reject(explainProgram(errors, target))));
  });
}

class ProgramLink implements Link {
  readonly transport = 'ssh';
  readonly commandLineLimit = onWindows ? 16_000 : longestCommandLine;
  readonly ended: Promise<Error>;
  private over = false;

  constructor(
    private readonly target: Target,
    private readonly master: ChildProcessWithoutNullStreams,
    private readonly socket: string | undefined,
    private readonly patience: Patience,
    removeFolder: () => Promise<void>,
  ) {
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.over = true;
        void removeFolder();
        resolve(this.lost());
      };
      // Without a shared connection the link is an agreement only, until it is closed.
      if (socket === undefined) this.end = end;
      else if (master.exitCode !== null) end();
      else master.once('close', end);
    });
  }

  private end: (() => void) | undefined;

  async open(commandLine: string): Promise<Channel> {
    const channel = await this.start([...batch, ...keepalive(this.patience), ...this.arguments(), commandLine]);
    return { ...channel, ended: channel.ended.then((code) => (code === 255 ? this.whose255() : code)) };
  }

  async terminal(commandLine: string, { rows, columns }: TerminalSize): Promise<MachineTerminal> {
    // This side is a pipe: ssh has no settings of a terminal to pass on, so they go with the command, the size too. Later
    // changes of the size do not reach the other side.
    const sized = `stty sane rows ${rows} cols ${columns}; TERM=xterm-256color; export TERM; ${commandLine}`;
    return terminalOf(await this.start(['-o', 'BatchMode=yes', '-tt', ...this.arguments(), `exec sh -c ${quote(sized)}`]));
  }

  close(): void {
    this.over = true;
    this.master.stdin.end();
    this.master.kill();
    this.end?.();
  }

  /** 255 is ssh's own failure, unless the connection still stands: then it is the script's. Its end may show a little later. */
  private async whose255(): Promise<number | undefined> {
    const moment = new Promise<number>((resolve) => setTimeout(() => resolve(255), 300));
    return await Promise.race([this.ended.then(() => undefined), moment]);
  }

  private arguments(): string[] {
    // Where the shared connection has just ended, ssh would make one of its own and run the command after all: it shall not,
    // and a ProxyCommand that fails is how to say so.
    const sharing = this.socket ? ['-o', 'ControlMaster=no', '-o', `ControlPath=${this.socket}`, '-o', 'ProxyCommand=false'] : [];
    return [...sharing, ...this.target.sshArguments];
  }

  private async start(args: readonly string[]): Promise<Channel> {
    if (this.over) throw this.lost();
    const child = spawn(program, args);
    const channel = await channelOfProcess(child);
    // While the host has not opened the channel yet, ssh does not look at its pipes.
    const close = () => {
      channel.close();
      child.kill();
    };
    return { ...channel, close };
  }

  private lost(): ConnectionLost {
    return new ConnectionLost(`The connection to ${this.target.name} was lost`, { detail: 'It is tried again by itself.', actions: ['retry', 'showLog'] });
  }
}

function terminalOf(channel: Channel): MachineTerminal {
  channel.output.setEncoding('utf8');
  channel.errors.resume();
  channel.input.on('error', () => undefined);
  return {
    onData: (listener) => void channel.output.on('data', listener),
    onExit: (listener) => void channel.ended.then((code) => listener(code === 255 ? undefined : code)),
    write: (data) => {
      if (!channel.input.writable) throw new Cancelled('The terminal is closed');
      channel.input.write(data);
    },
    resize: () => undefined,
    close: () => channel.close(),
  };
}
