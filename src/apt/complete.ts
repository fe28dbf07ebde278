/** Completion in sources files: fields, options and values, as far as they exist for the release and the archive. */
import type { TextRange } from '../finding';
import { completeLine } from './completeOneLine';
import { completeStanza } from './completeStanza';
import { lineStart, lineStop } from './lines';
import type { Suggestion } from './suggestion';
import type { SourcesContext, SourcesFormat } from './types';

/** At an offset of a text that need not be valid yet. Never throws; nothing in a comment, and nothing that is there already. */
export function completeSources(text: string, format: SourcesFormat, offset: number, context: SourcesContext = {}): Suggestion[] {
  const line = lineAt(text, offset);
  return format === 'one-line' ? completeLine(text, line, offset, context) : completeStanza(text, line, offset, context);
}

/** Without its line end. */
function lineAt(text: string, offset: number): TextRange {
  const start = lineStart(text, offset);
  return { start, end: lineStop(text, start) };
}
