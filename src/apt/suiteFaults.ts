/** What is wrong with the suites of a file, at most one fault for each: the checks of Proxmox's own interface, and what they do not see. */
import { isDebianArchive, isDebianServer, isSecurityArchive } from './archives';
import { nearest } from './nearest';
import { type Release, type Suite, allSuites, suiteName, suiteOf } from './releases';
import type { KnownEntry, Subject } from './subject';
import type { Token } from './types';

export type SuiteFault =
  /** `meant` is the suite that the word is near to. */
  | { readonly kind: 'unknown'; readonly meant?: string }
  | { readonly kind: 'alias' | 'unreleased' | 'old' | 'newer' }
  /** Not the release that the host, or else most entries have. */
  | { readonly kind: 'mixed'; readonly beside: Release }
  | { readonly kind: 'security'; readonly expected: string };

export interface FaultySuite {
  readonly known: KnownEntry;
  readonly token: Token;
  readonly suite: Suite | undefined;
  readonly fault: SuiteFault;
}

const found = new WeakMap<Subject, readonly FaultySuite[]>();

/** Computed once for each subject. Disabled entries and those of sources are left alone. */
export function suiteFaults(subject: Subject): readonly FaultySuite[] {
  const before = found.get(subject);
  if (before) return before;
  const faults: FaultySuite[] = [];
  for (const known of subject.entries) {
    if (!known.counts) continue;
    known.entry.suites.forEach((token, index) => {
      const suite = known.suites[index];
      const fault = faultOf(subject, known, token, suite);
      if (fault) faults.push({ known, token, suite, fault });
    });
  }
  found.set(subject, faults);
  return faults;
}

function faultOf(subject: Subject, known: KnownEntry, token: Token, suite: Suite | undefined): SuiteFault | undefined {
  const { hostRelease, whole } = subject;
  if (known.owner === 'other' && suite) {
    // Others name their suites as they like; one that is named after an older release of Debian is for that.
    return hostRelease && suite.alias === undefined && suite.release.order < hostRelease.order ? { kind: 'old' } : undefined;
  }
  if (!suite) return unknownFault(known, token, subject);
  const { release, alias } = suite;
  // On a host of testing or unstable these are its own.
  if (!release.released) return hostRelease?.released === false ? undefined : { kind: 'unreleased' };
  if (alias !== undefined) return { kind: 'alias' };
  if (hostRelease?.released && release !== hostRelease) {
    if (release.order < hostRelease.order) return { kind: 'old' };
    return whole.releases.has(hostRelease) ? { kind: 'mixed', beside: hostRelease } : { kind: 'newer' };
  }
  if (!hostRelease && whole.mainRelease && release !== whole.mainRelease) return { kind: 'mixed', beside: whole.mainRelease };
  return securityFault(known, token, suite);
}

/** A path names no suite, nor does one with a variable in it; and a name of a point release, or the updates to come, do exist. */
const noSuite = /\/$|\$|^Debian\d|^(?:testing-)?proposed-updates$/;

/** Debian's own servers and Proxmox's have no others than these; on a mirror a word must be near to one to be misspelt. */
function unknownFault({ owner, entry }: KnownEntry, token: Token, { context }: Subject): SuiteFault | undefined {
  if (noSuite.test(token.text)) return undefined;
  const certain = owner !== 'other' || entry.uris.some(({ text }) => isDebianServer(text));
  if (!certain && !isDebianArchive(entry, context)) return undefined;
  const meant = nearest(token.text, allSuites);
  if (meant === undefined) return certain ? { kind: 'unknown' } : undefined;
  return { kind: 'unknown', meant };
}

/** `X/updates` through buster, `X-security` from bullseye on, and nothing else on the security archive. */
function securityFault({ entry }: KnownEntry, token: Token, { release }: Suite): SuiteFault | undefined {
  if (!entry.uris.some(({ text }) => isSecurityArchive(text))) return undefined;
  const expected = suiteName(release, '-security');
  return token.text === expected ? undefined : { kind: 'security', expected };
}

/** The same suite of the host's own release; undefined without a host, where no suite is rewritten. */
export function suiteOfHost({ hostRelease }: Subject, { known, token, suite, fault }: FaultySuite): string | undefined {
  if (!hostRelease?.released || fault.kind === 'newer') return undefined;
  if (fault.kind === 'security') return fault.expected;
  if (fault.kind === 'unknown') return fault.meant !== undefined && suiteOf(fault.meant)?.release === hostRelease ? fault.meant : undefined;
  if (known.owner === 'other') return undefined;
  const security = known.entry.uris.some(({ text }) => isSecurityArchive(text));
  const pocket = security ? '-security' : suite?.pocket === '-experimental' ? '' : (suite?.pocket ?? '');
  const name = suiteName(hostRelease, pocket);
  return name === token.text ? undefined : name;
}
