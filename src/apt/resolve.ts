/** What an entry comes to: apt looks for one set of index files for each of these. `apt-get indextargets` shows the same. */
import type { SourceEntry } from './types';

interface IndexLine {
  readonly type: string;
  /** As apt writes it, with a slash at its end. */
  readonly uri: string;
  readonly suite: string;
  /** Empty where the suite is an exact path. */
  readonly component: string;
}

/** In the order of the entry, each once; of a disabled entry what it would come to. */
export function indexLinesOf({ types, uris, suites, components }: SourceEntry): IndexLine[] {
  const lines = new Map<string, IndexLine>();
  for (const { text: type } of types) {
    for (const uri of uris) {
      for (const { text: suite } of suites) {
        for (const component of suite.endsWith('/') ? [''] : components.map(({ text }) => text)) {
          const line = { type, uri: uri.text.replace(/\/?$/, '/'), suite, component };
          lines.set(Object.values(line).join(' '), line);
        }
      }
    }
  }
  return [...lines.values()];
}
