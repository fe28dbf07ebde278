/** Watching a host for KVM failures. */
export { type FollowOptions, followFailures } from './follow';
export { HostWatch, type HostWatchOptions, guestName } from './hostWatch';
export { type Lease, fileLease } from './lease';
export { type Notice, noticeOf } from './notice';
export { type WatchRecord, type WatchState, type WatchedFailure, isSameBurst } from './types';
