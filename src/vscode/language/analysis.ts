/** What a text is found to say: the same judges for a document here, in a Remote-SSH window, and on a host. */
import { type CheckedSources, SourcesChecker, type SourcesContext, type VisitFinding } from '../../apt';
import type { Finding, TextRange } from '../../finding';
import { type Elsewhere, type Failure, findingsOf as findingsOfFailures, scanLog } from '../../kvm';
import type { DocumentKind } from './documentKind';

export type Analysis = { readonly kind: 'sources'; readonly checked: CheckedSources } | LogAnalysis;

export interface LogAnalysis {
  readonly kind: 'log';
  /** Length of the text. */
  readonly length: number;
  readonly failures: readonly Failure[];
  /** One for each failure. */
  readonly findings: readonly Finding[];
}

export interface AnalysisHelp {
  /** It had an earlier version of the sources, and looks at what changed. */
  readonly checker?: SourcesChecker | undefined;
  /** What the host knows that wrote the log. */
  readonly elsewhere?: Elsewhere | undefined;
}

/** Never throws. `context` counts for sources alone. */
export function analyse(text: string, kind: DocumentKind, context: SourcesContext, { checker, elsewhere }: AnalysisHelp = {}): Analysis {
  if (kind.kind === 'log') {
    const failures = scanLog(text);
    return { kind: 'log', length: text.length, failures, findings: findingsOfFailures(failures, text, elsewhere) };
  }
  return { kind: 'sources', checked: (checker ?? new SourcesChecker(kind.format)).check(text, context) };
}

/** All of them, in the order of the text. */
export function findingsOf(analysis: Analysis): readonly Finding[] {
  return analysis.kind === 'sources' ? analysis.checked.findings : analysis.findings;
}

/** Of the thousands that a document may have, those that touch the range, an end counting as within. */
export function findingsAt(analysis: Analysis, range: TextRange): Finding[] {
  const near = analysis.kind === 'sources' ? analysis.checked.findingsAround(range) : analysis.findings;
  return near.filter(({ where }) => where.kind === 'document' && touches(where.range, range));
}

/** All of them, in the order of the text: see CheckedSources.each. */
export function eachFinding(analysis: Analysis, visit: VisitFinding): void {
  if (analysis.kind === 'sources') analysis.checked.each(visit);
  else for (const finding of analysis.findings) visit(finding, 0, 0);
}

export function touches(a: TextRange, b: TextRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}
