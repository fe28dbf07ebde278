/** The face of this room: what QEMU and KVM log when a guest dies. */
export { type Beside, lookBeside } from './beside';
export { checkLog, findingOf, findingsOf, ruleTable } from './check';
export { describeData, suberrorName } from './decode';
export { explainFailure } from './explain';
export { namesGuestsOrBoots } from './statements';
export { scanLog } from './scan';
export { LogScanner } from './stream';
export type { Failure } from './types';
