/** The face of this room: sources files exactly as apt reads them, and what is wrong in them. */
export { isDebianEntry, isProxmoxEntry } from './archives';
export { checkSources, ruleTable } from './check';
export { type Suggestion, completeSources } from './complete';
export { formatOfPath, isReadByApt } from './format';
export { type SourcesSymbol, hoverSources, symbolsOfSources } from './help';
export { parseSources } from './parse';
export { type Release, type Suite, suiteOf } from './releases';
export type { ParsedSources, SourceEntry, SourceError, SourceOption, SourcesContext, SourcesFormat, Token } from './types';
