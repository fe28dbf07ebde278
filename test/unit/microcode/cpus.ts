/** CPUs that tests speak of, each with a revision that is below every known one where it has no other. */
import type { CpuIdentity } from '../../../src/microcode';

export const j6412: CpuIdentity = {
  vendor: 'intel', modelName: 'Intel(R) Celeron(R) J6412 @ 2.00GHz', family: 6, model: 150, stepping: 1, signature: 0x90661, platformMask: 1, revisions: [0x16, 0x16, 0x16, 0x16], hypervisor: false,
};
export const n5105: CpuIdentity = {
  vendor: 'intel', modelName: 'Intel(R) Celeron(R) N5105 @ 2.00GHz', family: 6, model: 156, stepping: 0, signature: 0x906c0, platformMask: 1, revisions: [0x24000023], hypervisor: false,
};
export const geminiLake: CpuIdentity = {
  vendor: 'intel', modelName: 'Intel(R) Celeron(R) J4105 CPU @ 1.50GHz', family: 6, model: 122, stepping: 1, signature: 0x706a1, platformMask: 1, revisions: [0x3e], hypervisor: false,
};
export const ryzen: CpuIdentity = {
  vendor: 'amd', modelName: 'AMD Ryzen 9 5900X 12-Core Processor', family: 25, model: 33, stepping: 0, signature: 0xa20f10, revisions: [0xa201016], hypervisor: false,
};
/** In no table. */
export const newcomer: CpuIdentity = { ...j6412, modelName: 'Intel(R) Newcomer 1', model: 255, stepping: 15, signature: 0xf06ff, revisions: [0x5] };
export const other: CpuIdentity = { ...j6412, vendor: 'other', modelName: 'ZHAOXIN KaiXian KX-6640MA' };

/** The CPU with these running revisions. */
export const running = (cpu: CpuIdentity, ...revisions: readonly number[]): CpuIdentity => ({ ...cpu, revisions });
