/** What a host's facts tell about the place of one of its sources files. */
import { type SourcesContext, formatOfPath, parseSources } from '../apt';
import { type HostFacts, valueOf } from './facts';

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
    },
    others: (valueOf(facts.sources) ?? []).flatMap((file) => {
      const format = formatOfPath(file.path);
      return file.path === path || file.text === undefined || !format ? [] : [{ path: file.path, parsed: parseSources(file.text, format) }];
    }),
  };
}
