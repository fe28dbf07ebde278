/** Searching a host's logs for KVM failures, and what came of it. */
export { reportText, sourceWords } from './report';
export { type SearchResult, failuresIn, machineChecksInBootOf, outOfMemoryOf, resultOf, sourceOf, unreadSources, withRecord } from './result';
export { type SearchOptions, type SearchProgress, searchFailures } from './search';
export type { FoundFailure, SearchRecord, SearchedSource } from './types';
