/** What a text is found to say: the same judges for a document here, in a Remote-SSH window, and on a host. */
import { checkSources, type ParsedSources, parseSources, type SourcesContext } from '../../apt';
import type { Finding } from '../../finding';
import { type Failure, findingsOf, scanLog } from '../../kvm';
import type { DocumentKind } from './documentKind';

export type Analysis =
  | { readonly kind: 'sources'; readonly parsed: ParsedSources; readonly context: SourcesContext; readonly findings: readonly Finding[] }
  | LogAnalysis;

export interface LogAnalysis {
  readonly kind: 'log';
  /** Length of the text. */
  readonly length: number;
  readonly failures: readonly Failure[];
  /** One for each failure. */
  readonly findings: readonly Finding[];
}

/** Never throws. `context` counts for sources alone. */
export function analyse(text: string, kind: DocumentKind, context: SourcesContext): Analysis {
  if (kind.kind === 'log') {
    const failures = scanLog(text);
    return { kind: 'log', length: text.length, failures, findings: findingsOf(failures, text) };
  }
  const parsed = parseSources(text, kind.format);
  return { kind: 'sources', parsed, context, findings: checkSources(parsed, context) };
}
