/** A host's sources files as parsed, each once: facts do not change. */
import { type ParsedSources, parseSources } from '../apt';
import { type HostFacts, type SourcesFile, valueOf } from './facts';

const parsedFiles = new WeakMap<SourcesFile, ParsedSources>();

/** Undefined where the file has no text. */
function parseFile(file: SourcesFile): ParsedSources | undefined {
  if (file.text === undefined) return undefined;
  const before = parsedFiles.get(file);
  if (before) return before;
  const parsed = parseSources(file.text, file.format);
  parsedFiles.set(file, parsed);
  return parsed;
}

export interface ParsedFile {
  readonly path: string;
  readonly parsed: ParsedSources;
}

/** Those with a text, in the order of the probe. */
export function parsedFilesOf({ sources }: HostFacts): readonly ParsedFile[] {
  return (valueOf(sources) ?? []).flatMap((file) => {
    const parsed = parseFile(file);
    return parsed ? [{ path: file.path, parsed }] : [];
  });
}
