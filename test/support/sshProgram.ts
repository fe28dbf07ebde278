/** The `ssh` program, beside which the benches measure, with all that it has to know on its command line. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '../../src/machine';
import type { Sshd } from './sshd';
import { until } from './until';

export class SshProgram {
  constructor(
    private readonly sshd: Sshd,
    private readonly knownHosts: string,
    private readonly port = sshd.port,
  ) {}

  /** A command line for a shell; `host` is the name under which known_hosts has the key. */
  command(command: string, more: readonly string[] = [], host = 'pve1'): string {
    const options = ['IdentitiesOnly=yes', `UserKnownHostsFile=${this.knownHosts}`, 'GlobalKnownHostsFile=none', 'StrictHostKeyChecking=yes', 'BatchMode=yes', `HostKeyAlias=${host}`];
    const words = ['ssh', '-F', 'none', '-i', this.sshd.key, '-p', String(this.port), ...options.flatMap((option) => ['-o', option]), ...more, '127.0.0.1', command];
    return words.map(quote).join(' ');
  }

  /** The same over the connection that withMaster() keeps open. */
  shared(command: string): string {
    return this.command(command, ['-S', this.socket]);
  }

  async withMaster<T>(work: () => Promise<T>): Promise<T> {
    const master = spawn('sh', ['-c', `exec ${this.command('', ['-M', '-S', this.socket, '-N']).replace(/ ''$/, '')}`], { stdio: 'ignore' });
    try {
      await until(() => existsSync(this.socket));
      return await work();
    } finally {
      master.kill();
    }
  }

  private get socket(): string {
    return join(this.sshd.folder, `master-${this.port}`);
  }
}
