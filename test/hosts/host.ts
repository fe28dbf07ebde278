/** Boots a host and holds its power: what a test may do to it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freeAddress } from './addresses';
import { scriptsFolder } from './cache';
import { type Cpu, type CpuName, cpuInfo, cpus, updateFile } from './cpus';
import type { Front } from './front';
import { ensureImage } from './image';
import { type Ended, mustRun, runProgram } from './program';
import { type Release, releases } from './releases';

export interface TestGuest {
  readonly vmid: number;
  readonly type: 'qemu' | 'lxc';
  readonly name: string;
  /** running, stopped, internal-error, io-error, paused, prelaunch. */
  readonly status: string;
  readonly pid?: number;
  readonly onboot?: boolean;
}

export interface HostOptions {
  readonly release: Release;
  readonly front: Front;
  readonly name?: string;
  readonly cpu?: CpuName;
  /** Its firmware lacks the base for newer updates, so that the kernel refuses them (AMD). */
  readonly biosTooOld?: boolean;
  readonly guests?: readonly TestGuest[];
  /** A shell script that root runs on the host's disk, before its first boot. */
  readonly configure?: string;
}

export interface TestFailure {
  /** Milliseconds since 1970; now unless given. */
  readonly time?: number;
  readonly suberror?: number;
  readonly pid: number;
  readonly vmid: number;
}

export const defaultGuests: readonly TestGuest[] = [
  { vmid: 100, type: 'qemu', name: 'opnsense', status: 'internal-error', pid: 2043179, onboot: true },
  { vmid: 101, type: 'qemu', name: 'homeassistant', status: 'running', pid: 20101, onboot: true },
  { vmid: 102, type: 'qemu', name: 'win11', status: 'stopped' },
  { vmid: 200, type: 'lxc', name: 'pihole', status: 'running', pid: 20200 },
];

const qmpOnly = new Set(['internal-error', 'io-error', 'paused', 'prelaunch']);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function guestLines(guests: readonly TestGuest[]): string {
  return guests.map((guest) => [guest.vmid, guest.type, guest.name, qmpOnly.has(guest.status) ? 'running' : guest.status, guest.status, guest.pid ?? '-', guest.onboot === true ? 1 : 0].join('\t') + '\n').join('');
}

/** Whether an SSH server greets there. */
function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(22, address);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('SSH-')));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

/** The processes below one, nearest first. */
function descendants(pid: number): number[] {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return [];
  }
  const children = text.split(' ').filter(Boolean).map(Number);
  return [...children, ...children.flatMap(descendants)];
}

/** How many PID namespaces a process is in, if it is process 1 of the innermost. */
function depthOfInit(pid: number): number {
  try {
    const ids = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/) ?? [];
    return ids.at(-1) === '1' ? ids.length : 0;
  } catch {
    return 0;
  }
}

export class Host {
  readonly port = 22;
  readonly user = 'root';

  constructor(readonly name: string, readonly address: string, readonly state: string, readonly identityFile: string, readonly knownHostsLine: string, private readonly cgroup: string, private readonly supply: ChildProcess) {}

  /** Process 1 of the running host, as this computer numbers it. */
  private get leader(): number | undefined {
    const inits = descendants(this.supply.pid ?? 0).map((pid) => ({ pid, depth: depthOfInit(pid) })).filter(({ depth }) => depth > 0);
    const outer = Math.min(...inits.map(({ depth }) => depth));
    return inits.find(({ depth }) => depth > outer)?.pid;
  }

  /** Runs a command as root on the host, beside sshd: it works while sshd is stopped. */
  async exec(command: string, stdin = ''): Promise<Ended> {
    const leader = this.leader;
    if (leader === undefined) throw new Error(`${this.name} is not running`);
    return runProgram('nsenter', ['-t', String(leader), '-m', '-u', '-i', '-n', '-p', '-C', '-T', '-r', '-w', 'env', '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8', 'sh', '-c', command], stdin, { staysAwake: true });
  }

  /** As exec, and gives what was printed; an exit status other than 0 rejects. */
  async must(command: string, stdin = ''): Promise<string> {
    const ended = await this.exec(command, stdin);
    if (ended.code !== 0) throw new Error(`${this.name}: ${command} ended with ${ended.code}: ${ended.stderr}`);
    return ended.stdout;
  }

  async bootId(): Promise<string> {
    return (await this.must('cat /proc/sys/kernel/random/boot_id')).trim();
  }

  /** How long the next reboots take. */
  setBootDelay(ms: number): void {
    writeFileSync(join(this.state, 'boot-delay'), String(ms / 1000));
  }

  /** A host that does not come back from its next reboot, until it may. */
  setNoBoot(on: boolean): void {
    if (on) writeFileSync(join(this.state, 'no-boot'), '');
    else rmSync(join(this.state, 'no-boot'), { force: true });
  }

  /** What pvestatd and qm say of a guest from now on. */
  async setGuest(vmid: number, status: string): Promise<void> {
    await this.must(`/usr/lib/test-host/pve set ${vmid} ${qmpOnly.has(status) ? 'running' : status} ${status}`);
  }

  /** Writes what QEMU and KVM leave in the journal (and in syslog, where the release has one). */
  async addFailure({ time = Date.now(), suberror = 3, pid, vmid }: TestFailure): Promise<void> {
    const uptime = Number((await this.must('cat /proc/uptime')).split(' ')[0]);
    // journalctl sorts the entries of one boot by that boot's clock: what is older than this boot is of another one.
    const boot = time < Date.now() - uptime * 1000 ? randomBytes(16).toString('hex') : (await this.bootId()).replaceAll('-', '');
    const lines = [`KVM internal error. Suberror: ${suberror}`, 'extra data[0]: 0x000000008000002f', 'extra data[1]: 0x0000000000000030'];
    const entries = lines.map((line) => [time / 1000, boot, 'stdout', 3, 'QEMU', pid, vmid, line].join('\t') + '\n').join('');
    await this.must(`/usr/lib/test-host/journal failure-${randomBytes(4).toString('hex')}`, entries);
    await this.must(`[ ! -x /usr/sbin/rsyslogd ] || { at=$(LC_ALL=C date -d @${Math.floor(time / 1000)} '+%b %e %T'); while IFS= read -r line; do echo "$at $(hostname) QEMU[${pid}]: $line"; done >>/var/log/syslog; }`, lines.map((line) => `${line}\n`).join(''));
  }

  async sshdStop(): Promise<void> {
    await this.must('systemctl stop ssh');
  }

  async sshdStart(): Promise<void> {
    await this.must('systemctl start ssh');
    await this.waitForSsh();
  }

  /** As an administrator does it; resolves when the new boot's sshd greets. */
  async reboot(): Promise<void> {
    const before = this.leader;
    const deadline = Date.now() + 60_000;
    await this.exec('systemctl reboot');
    while (this.leader === before || this.leader === undefined) {
      if (Date.now() > deadline) throw new Error(`${this.name} has not rebooted after 60 s`);
      await pause(30);
    }
    await this.waitForSsh();
  }

  /** A power cut. Its kernel is this computer's, so its connections still end with a FIN. */
  async kill(): Promise<void> {
    writeFileSync(join(this.state, 'off'), '');
    const { leader } = this;
    if (leader === undefined) return;
    process.kill(leader, 'SIGKILL');
    while (this.supply.exitCode === null && statSync(join(this.state, 'ended'), { throwIfNoEntry: false }) === undefined) await pause(20);
  }

  /** The power is back. */
  async powerOn(): Promise<void> {
    rmSync(join(this.state, 'off'), { force: true });
    await this.waitForSsh();
  }

  /** Resolves when sshd greets; rejects when the host ended, or after 60 seconds, with the end of its console. */
  async waitForSsh(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await greets(this.address))) {
      const ended = this.supply.exitCode !== null || this.supply.signalCode !== null || statSync(join(this.state, 'off'), { throwIfNoEntry: false }) !== undefined;
      if (ended || Date.now() > deadline) throw new Error(`${this.name} ${ended ? 'ended' : 'has no sshd after 60 s'}: ${readFileSync(join(this.state, 'console.log'), 'utf8').slice(-2000)}`);
      await pause(30);
    }
  }

  /** Ends it at once, and removes all that it had. */
  async stop(): Promise<void> {
    if (this.supply.exitCode === null && this.supply.signalCode === null) {
      const closed = new Promise((resolve) => this.supply.once('close', resolve));
      this.supply.stdin?.end();
      await closed;
    }
    await removeCgroups(this.cgroup);
    rmSync(this.state, { recursive: true, force: true });
  }
}

async function removeCgroups(cgroup: string): Promise<void> {
  for (const hierarchy of ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd']) {
    if (statSync(join(hierarchy, cgroup), { throwIfNoEntry: false }) === undefined) continue;
    // The kernel lets go of the last processes a moment after they were killed.
    for (let attempt = 0; attempt < 40 && (await runProgram('find', [join(hierarchy, cgroup), '-depth', '-type', 'd', '-delete'])).code !== 0; attempt++) await pause(25);
  }
}

const parent = (): string => {
  const folder = join(tmpdir(), `pve-doctor-hosts-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
};

/** What owners left behind that did not live to stop their hosts. */
async function reap(): Promise<void> {
  for (const name of readdirSync(parent())) {
    const owner = Number(name.split('.')[0]);
    if (statSync(`/proc/${owner}`, { throwIfNoEntry: false }) !== undefined) continue;
    await removeCgroups(`pve-doctor-${name}`);
    rmSync(join(parent(), name), { recursive: true, force: true });
  }
}

async function writeDisk(state: string, address: string, name: string, options: HostOptions, cpu: Cpu): Promise<string> {
  const release = releases[options.release];
  const keys = join(state, 'keys', 'etc', 'ssh');
  mkdirSync(keys, { recursive: true });
  const identity = join(state, 'identity');
  await Promise.all([
    mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', identity]),
    ...['ed25519', 'ecdsa'].map((type) => mustRun('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', join(keys, `ssh_host_${type}_key`)])),
  ]);
  const fronts = ['ftp.debian.org', 'security.debian.org', 'enterprise.proxmox.com', 'download.proxmox.com'];
  const files: Record<string, string> = {
    'etc/hostname': `${name}\n`,
    'etc/hosts': ['127.0.0.1 localhost', `${address} ${name}.test ${name}`, ...fronts.map((front) => `${options.front.address} ${front}`), ''].join('\n'),
    'etc/machine-id': `${randomBytes(16).toString('hex')}\n`,
    'etc/ssh/sshd_config.d/00-test-host.conf': `ListenAddress ${address}\nUseDNS no\n`,
    'usr/lib/test-host/cpuinfo': cpuInfo(cpu),
    'usr/lib/test-host/machine': `vendor=${cpu.vendor} platform=${cpu.platform} file=${updateFile(cpu)} boot_revision=${cpu.revision} signature=${cpu.signature} kernel_words=${release.kernelWords} refuses=${options.biosTooOld === true ? 'yes' : 'no'}\n`,
    'usr/lib/test-host/kernel': `${release.kernel}\n${release.kernelVersion}\n`,
    'usr/lib/test-host/pve-version': `${release.pve}\n`,
    'usr/lib/test-host/guests': guestLines(options.guests ?? defaultGuests),
    'usr/lib/test-host/dmi/bios_vendor': 'American Megatrends International, LLC.\n',
    'usr/lib/test-host/dmi/bios_version': '5.19\n',
    'usr/lib/test-host/dmi/bios_date': '03/14/2022\n',
    'usr/lib/test-host/dmi/board_name': 'Default string\n',
    'usr/lib/test-host/dmi/sys_vendor': 'Default string\n',
    'usr/lib/test-host/dmi/product_name': 'Default string\n',
  };
  for (const key of readdirSync(keys)) files[`etc/ssh/${key}`] = readFileSync(join(keys, key), 'utf8');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(state, 'files', path)), { recursive: true });
    writeFileSync(join(state, 'files', path), text);
  }
  if (options.configure !== undefined) writeFileSync(join(state, 'configure.sh'), options.configure);
  chmodSync(identity, 0o600);
  return `${address} ${readFileSync(join(keys, 'ssh_host_ed25519_key.pub'), 'utf8').split(' ').slice(0, 2).join(' ')}`;
}

/** Boots one, and resolves when its sshd greets: a second or two where the image is in the cache. */
export async function bootHost(options: HostOptions): Promise<Host> {
  await reap();
  const image = await ensureImage(releases[options.release].suite, options.front);
  const name = options.name ?? `pve${releases[options.release].pve.charAt(0)}`;
  const state = mkdtempSync(join(parent(), `${process.pid}.`));
  const address = await freeAddress(22);
  const knownHostsLine = await writeDisk(state, address, name, options, cpus[options.cpu ?? 'J6412']).catch((error: unknown) => {
    rmSync(state, { recursive: true, force: true });
    throw error;
  });
  const cgroup = `pve-doctor-${basename(state)}`;
  const console = openSync(join(state, 'console.log'), 'a');
  const supply = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private', 'sh', join(scriptsFolder(), 'power.sh'), state, image, cgroup],
    { stdio: ['pipe', console, console], detached: true });
  const host = new Host(name, address, state, join(state, 'identity'), knownHostsLine, cgroup, supply);
  try {
    await host.waitForSsh();
  } catch (error) {
    await host.stop();
    throw error;
  }
  return host;
}
