/** What a text is found to say: the same judges for a document here, in a Remote-SSH window, and on a host. */
import { checkSources, type ParsedSources, parseSources, type SourcesContext } from '../../apt';
import type { Finding } from '../../finding';
import { type Elsewhere, checkLog } from '../../kvm';
import type { DocumentKind } from './documentKind';

export type Analysis =
  | { readonly kind: 'sources'; readonly parsed: ParsedSources; readonly context: SourcesContext; readonly findings: readonly Finding[] }
  | { readonly kind: 'log'; readonly findings: readonly Finding[] };

/** Never throws. `context` counts for sources alone, `elsewhere` (what the host knows that wrote it) for logs. */
export function analyse(text: string, kind: DocumentKind, context: SourcesContext, elsewhere?: Elsewhere): Analysis {
  if (kind.kind === 'log') return { kind: 'log', findings: checkLog(text, elsewhere) };
  const parsed = parseSources(text, kind.format);
  return { kind: 'sources', parsed, context, findings: checkSources(parsed, context) };
}
