/** What a text is found to say: the same judges for a document here, in a Remote-SSH window, and on a host. */
import { checkSources, type ParsedSources, parseSources, type SourcesContext } from '../../apt';
import type { Finding } from '../../finding';
import { checkLog } from '../../kvm';
import type { DocumentKind } from './documentKind';

export type Analysis =
  | { readonly kind: 'sources'; readonly parsed: ParsedSources; readonly context: SourcesContext; readonly findings: readonly Finding[] }
  | { readonly kind: 'log'; readonly findings: readonly Finding[] };

/** Never throws. `context` counts for sources alone. */
export function analyse(text: string, kind: DocumentKind, context: SourcesContext): Analysis {
  if (kind.kind === 'log') return { kind: 'log', findings: checkLog(text) };
  const parsed = parseSources(text, kind.format);
  return { kind: 'sources', parsed, context, findings: checkSources(parsed, context) };
}
