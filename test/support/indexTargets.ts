/** What a parsed file means, in the words of the apt oracle. */
import type { ParsedSources } from '../../src/apt';

/** `deb|URI|suite|component`, sorted, each once; a flat suite has no component. */
export function indexTargets({ entries, errors }: ParsedSources): string[] {
  if (errors.length > 0) return [];
  const targets = new Set<string>();
  for (const { types, uris, suites, components, enabled } of entries) {
    if (!enabled) continue;
    for (const type of types) {
      for (const uri of uris) {
        for (const suite of suites) {
          const flat = suite.text.endsWith('/');
          for (const component of flat ? [''] : components.map(({ text }) => text)) {
            targets.add([type.text, uri.text.replace(/\/?$/, '/'), suite.text, component].join('|'));
          }
        }
      }
    }
  }
  return [...targets].sort();
}
