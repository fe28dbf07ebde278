/** The face of a host's history: what its journal and its packages' logs tell of the time until now. */
export { type Comparison, type Judged, judgeHistory } from './compare';
export { isRunKnown } from './exposure';
export { type Conclusion, conclude } from './sentence';
export { span } from './spans';
export type { Boot, Death, GuestRun, HostHistory, PackageChange } from './types';
