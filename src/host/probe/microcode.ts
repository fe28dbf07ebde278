/** The CPU, what it runs, and what lies on the disk for it. */
import { type CpuIdentity, findEarlyUpdate, newestUpdate, packageFor, parseCpuInfo } from '../../microcode';
import { type Fact, type HostFacts, type MicrocodeFacts, type PackageState, absent, unknown, valueOf } from '../facts';
import { type Section, factOf } from './sectioned';

export function microcodeFacts(found: ReadonlyMap<string, Section>): Pick<HostFacts, 'cpu' | 'microcode'> {
  const cpu = cpuOf(found);
  const update = factOf(found, 'update-file', updateFileOf);
  const onDisk = onDiskOf(update, cpu);
  return {
    cpu,
    microcode: {
      package: packageOf(found, cpu),
      earlyUpdate: earlyUpdateOf(found),
      onDisk,
      onDiskSince: onDisk.state === 'known' && update.state === 'known' ? { state: 'known', value: update.value.changedAt } : onDisk.state === 'unknown' ? onDisk : absent,
      oldMicrocode: factOf(found, 'old-microcode', (body) => body.trim()),
    },
  };
}

function cpuOf(found: ReadonlyMap<string, Section>): Fact<CpuIdentity> {
  const platform = valueOf(factOf(found, 'platform', (body) => (/^0x[0-9a-f]+$/i.test(body.trim()) ? Number(body.trim()) : undefined)));
  return factOf(found, 'cpu', (body) => {
    const cpu = parseCpuInfo(body);
    return cpu && { ...cpu, ...(platform === undefined || platform === 0 ? {} : { platformMask: platform }) };
  });
}

interface UpdateFile {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly bytes: Uint8Array;
}

/** The first line `path size ctime`, then base64. */
function updateFileOf(body: string): UpdateFile | undefined {
  const [, path = '', changed, base64 = ''] = /^(\S+) \d+ (\d+)\n([\s\S]*)$/.exec(body) ?? [];
  return changed === undefined ? undefined : { path, changedAt: Number(changed) * 1000, bytes: Buffer.from(base64, 'base64') };
}

function onDiskOf(file: Fact<UpdateFile>, cpu: Fact<CpuIdentity>): MicrocodeFacts['onDisk'] {
  if (file.state !== 'known') return file;
  if (cpu.state !== 'known') return unknown('the CPU is not known');
  const newest = newestUpdate(cpu.value, file.value.bytes);
  return newest ? { state: 'known', value: { ...newest, file: file.value.path } } : absent;
}

function earlyUpdateOf(found: ReadonlyMap<string, Section>): MicrocodeFacts['earlyUpdate'] {
  return factOf(found, 'boot-log', (body) => {
    const update = findEarlyUpdate(body);
    return update ?? absent;
  });
}

/** The package for this CPU's vendor; absent for a CPU of another vendor. */
function packageOf(found: ReadonlyMap<string, Section>, cpu: Fact<CpuIdentity>): Fact<PackageState> {
  if (cpu.state !== 'known') return unknown('the CPU is not known');
  const name = packageFor(cpu.value.vendor);
  return name === undefined ? absent : factOf(found, 'packages', (body) => packageState(body, name));
}

/** dpkg's lines, an empty line, then what `apt-cache policy` says. */
export function packageState(body: string, name: PackageState['name']): PackageState {
  const [own = '', policy = ''] = body.split(/\n\n|^\n/, 2);
  const [, want, status, version = ''] = own.split('\n').map((line) => line.split(' ')).find(([first]) => first === name) ?? [];
  const ofPackage = new RegExp(`^${name}:\\n((?:[ \\t].*\\n?)*)`, 'm').exec(policy)?.[1] ?? '';
  const candidate = /^\s*Candidate: (\S+)/m.exec(ofPackage)?.[1];
  return {
    name,
    ...(status === 'installed' ? { installed: version } : {}),
    ...(candidate === undefined || candidate === '(none)' ? {} : { candidate }),
    held: want === 'hold',
  };
}
