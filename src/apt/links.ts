/** What can be opened from a sources file: the archive's pages, and keyrings. */
import type { TextRange } from '../finding';
import type { ParsedSources, SourceEntry } from './types';

export type SourcesLink =
  | { readonly kind: 'page'; readonly range: TextRange; readonly uri: string }
  /** An absolute path at the place that the sources file belongs to. */
  | { readonly kind: 'file'; readonly range: TextRange; readonly path: string };

/** In the order of the text. */
export function linksOfSources({ entries }: ParsedSources): SourcesLink[] {
  return entries.flatMap((entry) => [...pages(entry), ...keyrings(entry)]).sort((a, b) => a.range.start - b.range.start);
}

/** The suite's page where the entry names one, and the archive's otherwise. A password in the URI stays where it is. */
function pages({ uris, suites }: SourceEntry): SourcesLink[] {
  const [suite, ...others] = suites;
  const below = !suite || others.length > 0 || suite.text.includes('$') ? '' : suite.text.endsWith('/') ? suite.text.replace(/^[./]+/, '') : `dists/${suite.text}/`;
  return uris.flatMap(({ start, end, text }): SourcesLink[] => {
    const [, scheme, rest] = /^(https?:\/\/)(?:[^/]*@)?([^\s<>"`{}|\\^]+)$/.exec(text) ?? [];
    return scheme === undefined || rest === undefined ? [] : [{ kind: 'page', range: { start, end }, uri: `${scheme}${rest.replace(/\/*$/, '/')}${below}` }];
  });
}

/** The paths of `Signed-By`; a key that stands there itself is none. */
function keyrings({ options }: SourceEntry): SourcesLink[] {
  const values = options.filter(({ name }) => name.text.toLowerCase() === 'signed-by').flatMap((option) => option.values);
  if (values.some((value) => value.text.startsWith('-----BEGIN'))) return [];
  return values.flatMap(({ start, end, text: path }): SourcesLink[] => (/^\/[^/]/.test(path) ? [{ kind: 'file', range: { start, end }, path }] : []));
}
