/** What a text is found to say: the same judges for a document here, in a Remote-SSH window, and on a host. */
import { type CheckedSources, type PlacedFinding, SourcesChecker, type SourcesContext } from '../../apt';
import type { Finding, Severity, TextRange } from '../../finding';
import { type Elsewhere, type Failure, judgeOf, type LogJudge, ruleOf, scanLog } from '../../kvm';
import type { DocumentKind } from './documentKind';

export type Analysis = { readonly kind: 'sources'; readonly checked: CheckedSources } | LogAnalysis;

export interface LogAnalysis {
  readonly kind: 'log';
  /** Length of the text. */
  readonly length: number;
  readonly failures: readonly Failure[];
  /** Makes a finding for each failure. */
  readonly judge: LogJudge;
}

export interface AnalysisHelp {
  /** It had an earlier version of the sources, and looks at what changed. */
  readonly checker?: SourcesChecker | undefined;
  /** What the host knows that wrote the log. */
  readonly elsewhere?: Elsewhere | undefined;
}

/** VS Code keeps 1,000 diagnostics per document and drops the rest; one place is for saying so. */
export const diagnosticsLimit = 999;
/** So much of a log of `large` is read first, one after the other: what is read twice shall cost little. */
const beginnings = [500_000, 4_000_000];
const large = 8_000_000;

/** Undefined where the beginning of the log tells less than is shown of all of it. Guests may be named further down. */
export function beginningOf(text: string, elsewhere?: Elsewhere): LogAnalysis | undefined {
  if (text.length < large) return undefined;
  for (const beginning of beginnings) {
    const analysis = analyseLog(text.slice(0, text.lastIndexOf('\n', beginning) + 1), elsewhere);
    if (analysis.failures.length > diagnosticsLimit) return analysis;
  }
  return undefined;
}

/** Never throws. `context` counts for sources alone. */
export function analyse(text: string, kind: DocumentKind, context: SourcesContext, { checker, elsewhere }: AnalysisHelp = {}): Analysis {
  if (kind.kind === 'log') return analyseLog(text, elsewhere);
  return { kind: 'sources', checked: (checker ?? new SourcesChecker(kind.format)).check(text, context) };
}

function analyseLog(text: string, elsewhere: Elsewhere | undefined): LogAnalysis {
  const failures = scanLog(text);
  return { kind: 'log', length: text.length, failures, judge: judgeOf(failures, text, elsewhere) };
}

/** All of them, in the order of the text. */
export function findingsOf(analysis: Analysis): readonly Finding[] {
  return analysis.kind === 'sources' ? analysis.checked.findings : analysis.failures.map((failure) => analysis.judge.findingOf(failure));
}

/** Of the thousands that a document may have, those that touch the range, an end counting as within. */
export function findingsAt(analysis: Analysis, range: TextRange): Finding[] {
  if (analysis.kind === 'sources') return analysis.checked.findingsAround(range).filter(({ where }) => where.kind === 'document' && touches(where.range, range));
  return analysis.failures.filter(({ offset, end }) => touches({ start: offset, end }, range)).map((failure) => analysis.judge.findingOf(failure));
}

/** The rule and severity of a finding decide whether it is shown; only then is it made. */
export type Visit = (rule: string, severity: Severity, make: () => PlacedFinding) => void;

/** All of them, in the order of the text: see CheckedSources.each. */
export function eachFinding(analysis: Analysis, visit: Visit): void {
  if (analysis.kind === 'sources') {
    analysis.checked.each((finding, start, line) => visit(finding.rule, finding.severity, () => ({ finding, start, line })));
    return;
  }
  for (const failure of analysis.failures) {
    const { id, severity } = ruleOf(failure);
    visit(id, severity, () => ({ finding: analysis.judge.findingOf(failure), start: 0, line: 0 }));
  }
}

export function touches(a: TextRange, b: TextRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}
