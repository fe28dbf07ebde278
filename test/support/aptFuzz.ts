/** What scripts/fuzz-apt.mjs needs of the tests. */
export { aptOracle } from './apt';
export { disagreements } from './aptAgreement';
export { aptFiles } from './aptFiles';
