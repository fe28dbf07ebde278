/** The face of this room: a CPU's identity, its update files and known revisions, and what is expected of its microcode. */
export { type AmdUpdate, parseAmdContainers } from './amd';
export { findEarlyUpdate } from './bootLog';
export { revisionsOfBoot } from './bootRevision';
export { type UpdateError, hex } from './bytes';
export { parseCpuInfo } from './cpuInfo';
export { cpuName } from './cpuName';
export { packageFor, updateFileNames } from './files';
export { type ExtendedSignature, type IntelUpdate, parseIntelUpdates } from './intel';
export { type KnownRevision, knownHistory, knownRevision, releaseOf, tableDate } from './known/revisions';
export { type MicrocodeLoad, findLoad, findRefusal } from './loadLog';
export { type Trouble, isKnownBad, knownTrouble } from './known/trouble';
export { type Revision, newestUpdate } from './newest';
export type { CpuIdentity, CpuVendor, EarlyUpdate, MicrocodeVerdict, Obstacle } from './types';
export { type InitramfsContent, type MicrocodeEvidence, assessMicrocode } from './verdict';
