/** The CPU, what it runs, and what lies on the disk for it. */
import { type CpuIdentity, findEarlyUpdate, findLoad, findRefusal, newestUpdate, packageFor, parseCpuInfo } from '../../microcode';
import { type Fact, type HostFacts, type MicrocodeFacts, type PackageState, absent, known, unknown, valueOf } from '../facts';
import { initramfsOf, nextBootOf } from './nextBoot';
import { type Section, factOf } from './sectioned';

export function microcodeFacts(found: ReadonlyMap<string, Section>): Pick<HostFacts, 'cpu' | 'microcode' | 'nextBoot' | 'initramfs'> {
  const cpu = cpuOf(found);
  const update = factOf(found, 'update-file', updateFileOf);
  const onDisk = onDiskOf(update, cpu);
  return {
    cpu,
    nextBoot: factOf(found, 'next-boot', nextBootOf),
    initramfs: cpu.state === 'known' ? factOf(found, 'initramfs', (body) => initramfsOf(body, cpu.value, valueOf(onDisk)?.revision)) : unknown('the CPU is not known'),
    microcode: {
      package: packageOf(found, cpu),
      ...bootLogFacts(found),
      onDisk,
      onDiskSince: onDisk.state === 'known' && update.state === 'known' ? { state: 'known', value: update.value.changedAt } : onDisk.state === 'unknown' ? onDisk : absent,
      oldMicrocode: factOf(found, 'old-microcode', (body) => body.trim()),
    },
  };
}

/** sysfs adds the platform, and the revisions where /proc/cpuinfo shows none. */
function cpuOf(found: ReadonlyMap<string, Section>): Fact<CpuIdentity> {
  const [platform, ...versions] = (valueOf(factOf(found, 'platform', (body) => body.trim().split('\n'))) ?? []).map((line) => (/^0x[0-9a-f]+$/i.test(line.trim()) ? Number(line.trim()) : undefined));
  return factOf(found, 'cpu', (body) => {
    const cpu = parseCpuInfo(body);
    const revisions = cpu?.revisions.length === 0 ? versions.filter((one) => one !== undefined) : cpu?.revisions ?? [];
    return cpu && { ...cpu, revisions, ...(platform === undefined || platform === 0 ? {} : { platformMask: platform }) };
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

/** What this boot's kernel says; a line of the journal begins with its time in seconds. */
function bootLogFacts(found: ReadonlyMap<string, Section>): Pick<MicrocodeFacts, 'earlyUpdate' | 'load' | 'refusal'> {
  const stamp = /^(\d+\.\d+) \S+ (?:kernel: )/;
  const read = <T>(find: (log: string) => T | undefined) => factOf(found, 'boot-log', (body): Fact<T> => {
    const value = find(body.split('\n').map((line) => line.replace(stamp, '')).join('\n'));
    return value === undefined ? absent : known(value);
  });
  return {
    earlyUpdate: read(findEarlyUpdate),
    load: factOf(found, 'boot-log', (body) => {
      const lines = body.split('\n');
      const load = findLoad(lines.map((line) => line.replace(stamp, '')).join('\n'));
      if (!load) return absent;
      const seconds = stamp.exec(lines.find((line) => line.trimEnd().endsWith(load.line)) ?? '')?.[1];
      return known({ ...load, ...(seconds === undefined ? {} : { at: Math.floor(Number(seconds) * 1000) }) });
    }),
    refusal: read(findRefusal),
  };
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
