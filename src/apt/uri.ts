/** URIs of sources, as far as apt itself looks at them: apt-pkg/sourcelist.cc, `FixupURI`. */

/** apt refuses a URI without a colon. */
export function hasScheme(uri: string): boolean {
  return uri.includes(':');
}

/** The host's name in lower case without user and port, and the path without slashes at its ends. */
export function partsOf(uri: string): { readonly host: string; readonly path: string } {
  const [, authority = '', path = ''] = /^[a-z0-9+.-]+:(?:\/\/([^/]*))?(.*)$/i.exec(uri) ?? [];
  return { host: authority.replace(/^.*@/, '').replace(/:\d+$/, '').toLowerCase(), path: path.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/') };
}
