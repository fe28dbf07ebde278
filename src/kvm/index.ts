/** The face of this room: what QEMU and KVM log when a guest dies. */
export { type Beside, lookBeside } from './beside';
export { boots } from './boots';
export { type Elsewhere, checkLog, findingOf, ruleTable } from './check';
export { describeData, suberrorName } from './decode';
export { type Entry, readEntry } from './entry';
export { explainFailure } from './explain';
export { scanLog } from './scan';
export { timeOf } from './time';
export type { Failure } from './types';
