/** What a host's facts tell about the place of one of its sources files. */
import { type SourcesContext, listNameOf } from '../apt';
import { type HostFacts, valueOf } from './facts';
import { parsedFilesOf } from './parsedFiles';

/** Undefined where nothing is known of the host: then a document is judged as a loose file. */
export function sourcesContext(facts: HostFacts | undefined, path: string): SourcesContext | undefined {
  if (!facts) return undefined;
  const codename = valueOf(facts.os)?.codename;
  const subscription = valueOf(facts.subscription)?.status;
  return {
    path,
    host: {
      physicalPve: facts.pve.state === 'known' && valueOf(facts.machine)?.kind === 'physical',
      ...(codename === undefined ? {} : { codename }),
      ...(subscription === undefined ? {} : { subscription: subscription === 'active' }),
      ...urisByOrigin(facts),
    },
    others: parsedFilesOf(facts).filter((file) => file.path !== path),
  };
}

/** By the lists that apt has of them: Debian's archive names itself `Debian`, its backports `Debian Backports`. */
function urisByOrigin(facts: HostFacts): { readonly debianUris: readonly string[]; readonly otherUris: readonly string[] } {
  const origins = new Map((valueOf(facts.origins) ?? []).map(({ list, origin }) => [list.replace(/_(?:In)?Release$/, ''), origin]));
  const debian = new Set<string>();
  const others = new Set<string>();
  if (origins.size === 0) return { debianUris: [], otherUris: [] };
  for (const { uris, suites } of parsedFilesOf(facts).flatMap(({ parsed }) => parsed.entries)) {
    for (const uri of uris) {
      const origin = suites.flatMap((suite) => origins.get(listNameOf(uri.text, suite.text)) ?? []).at(0);
      if (origin !== undefined) (/^Debian(?: Backports)?$/.test(origin) ? debian : others).add(uri.text);
    }
  }
  return { debianUris: [...debian], otherUris: [...others].filter((uri) => !debian.has(uri)) };
}
