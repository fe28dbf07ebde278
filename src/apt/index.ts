/** The face of this room: sources files exactly as apt reads them, and what is wrong in them. */
export { isDebianEntry, isProxmoxEntry } from './archives';
export { checkSources, ruleTable } from './check';
export { completeSources } from './complete';
export { type Fold, foldsOfSources } from './folds';
export { isLeftover } from './fileName';
export { formatOfPath, isReadByApt } from './format';
export { type Help, hoverSources } from './help';
export { type SourcesLink, linksOfSources } from './links';
export { listNameOf } from './listName';
export { parseSources } from './parse';
export { type CheckedSources, type PlacedFinding, type VisitFinding, atItsPlace } from './recheck/checkedSources';
export { SourcesChecker } from './recheck/sourcesChecker';
export { type RepositoryFile, disableEnterprise, enableNoSubscription, enablesNoSubscription, noSubscriptionRepository } from './proxmox';
export { type Release, type Suite, suiteOf } from './releases';
export type { Suggestion } from './suggestion';
export { type SourcesSymbol, symbolsOfSources } from './symbols';
export type { ParsedSources, SourceEntry, SourceError, SourceOption, SourcesContext, SourcesFormat, Token } from './types';
