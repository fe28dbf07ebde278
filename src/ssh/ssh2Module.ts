/** ssh2 as a value, for those who are given it: it is loaded by ssh2Link alone (ssh2Mended), on the first connection. */
import type * as module from 'ssh2';

export type Ssh2 = typeof module;
