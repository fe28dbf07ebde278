/** The face of this room: what QEMU and KVM log when a guest dies. */
export { type Beside, lookBeside } from './beside';
export { type Elsewhere, LogJudge, checkLog, findingOf, judgeOf, ruleOf, ruleTable } from './check';
export { copied } from './copied';
export { describeData, suberrorName } from './decode';
export { type Entry, readEntry } from './entry';
export { explainFailure } from './explain';
export { bootsIn, namesGuestsOrBoots } from './statements';
export { scanLog } from './scan';
export { LogScanner } from './stream';
export { timeOf } from './time';
export type { Failure } from './types';
