/** What was observed of a host over time, and what of its facts the microcode room judges. */
import { type InitramfsContent, type MicrocodeEvidence, releaseOf } from '../microcode';
import { type HostFacts, type PackageContent, type PackageState, valueOf } from './facts';
import type { RecordStore } from './records';

/** One observation that differed from the one before. Append-only; it never overrules the host. */
export interface EvidenceRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly bootId: string;
  /** The running revision of the first CPU. */
  readonly revision: number;
  readonly signature: number;
}

export type EvidenceStore = RecordStore<EvidenceRecord>;

/** What these facts add to the records, or undefined where that is known already. */
export function newRecord(facts: HostFacts, records: readonly EvidenceRecord[]): EvidenceRecord | undefined {
  const boot = valueOf(facts.boot);
  const cpu = valueOf(facts.cpu);
  const revision = cpu?.revisions[0];
  if (!boot || !cpu || revision === undefined) return undefined;
  const last = records.at(-1);
  if (last?.bootId === boot.id && last.revision === revision) return undefined;
  return { at: facts.observedAt, bootId: boot.id, revision, signature: cpu.signature };
}

/** The revision that this CPU ran before the present one: as the kernel logged it, else as it was seen in an earlier boot. */
export function revisionBefore(facts: HostFacts, records: readonly EvidenceRecord[]): number | undefined {
  const cpu = valueOf(facts.cpu);
  const now = cpu?.revisions[0];
  if (!cpu || now === undefined) return undefined;
  const logged = valueOf(facts.microcode.earlyUpdate)?.from;
  if (logged !== undefined && logged !== now) return logged;
  return records.findLast(({ signature, revision }) => signature === cpu.signature && revision !== now)?.revision;
}

/** The facts as the microcode room takes them; `content` is what a package that was read brings, if any was. */
export function microcodeEvidence(facts: HostFacts, content?: PackageContent): MicrocodeEvidence {
  const { cpu, machine, boot, microcode, os } = facts;
  const started = valueOf(boot);
  const onDisk = valueOf(microcode.onDisk);
  const onDiskSince = valueOf(microcode.onDiskSince);
  const earlyUpdate = valueOf(microcode.earlyUpdate);
  return {
    ...(cpu.state === 'known' ? { cpu: cpu.value } : { cpuUnknownReason: cpu.state === 'unknown' ? cpu.reason : 'this host shows no CPU' }),
    machine: valueOf(machine)?.kind ?? 'unknown',
    ...(onDisk === undefined ? {} : { onDisk }),
    ...(onDiskSince === undefined ? {} : { onDiskSince }),
    ...(started === undefined ? {} : { bootedAt: started.startedAt }),
    ...(earlyUpdate === undefined ? {} : { earlyUpdate }),
    ...packageEvidence(facts, content),
    ...upgradeEvidence(valueOf(microcode.package)),
    ...(valueOf(os)?.codename === undefined ? {} : { codename: valueOf(os)?.codename ?? '' }),
    ...bootEvidence(facts),
  };
}

/** Only while it is the very version that apt would install, as far as its lists know one, and another than the installed one: that one lies on the disk. */
function packageEvidence({ microcode }: HostFacts, content: PackageContent | undefined): Pick<MicrocodeEvidence, 'inPackage'> {
  const state = valueOf(microcode.package);
  if (!content || state?.name !== content.name || state.installed === content.version) return {};
  if (state.candidate !== undefined && state.candidate !== content.version) return {};
  if (content.revision === undefined) return { inPackage: 'none' };
  return { inPackage: { revision: content.revision, ...(content.date === undefined ? {} : { date: content.date }) } };
}

/** A package on hold is not to be upgraded: whoever held it knows why. */
function upgradeEvidence(state: PackageState | undefined): Pick<MicrocodeEvidence, 'upgrade'> {
  const [installed = '', upgrade] = [state?.installed, state?.candidate].map((version) => (version === undefined ? undefined : releaseOf(version)));
  return upgrade === undefined || state?.held === true || upgrade <= installed ? {} : { upgrade };
}

function bootEvidence({ nextBoot, initramfs, kernel, microcode }: HostFacts): Pick<MicrocodeEvidence, 'initramfs' | 'loaderDisabled' | 'refusal'> {
  const boot = valueOf(nextBoot);
  const images = valueOf(initramfs) ?? [];
  const contentOf = (release: string | undefined): InitramfsContent | undefined => {
    const image = images.find((one) => one.release === release);
    if (image?.revision === undefined) return undefined;
    return { kernel: image.release, changedAt: image.changedAt, ...(image.revision === 'none' ? {} : { revision: image.revision }) };
  };
  const next = contentOf(boot?.next?.release);
  const running = contentOf(valueOf(kernel)?.release);
  const refusal = valueOf(microcode.refusal);
  return {
    ...(next || running ? { initramfs: { ...(next ? { next } : {}), ...(running ? { running } : {}) } } : {}),
    ...(boot ? { loaderDisabled: { now: boot.loaderDisabled.now, next: boot.loaderDisabled.next } } : {}),
    ...(refusal ? { refusal } : {}),
  };
}
