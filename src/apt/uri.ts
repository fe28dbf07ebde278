/** URIs of sources as apt itself reads and writes them: apt-pkg/contrib/strutl.cc, class `URI`; apt-pkg/sourcelist.cc, `FixupURI`. */
import { encodeText } from './bytes';

/** apt refuses a URI without a colon. */
export function hasScheme(uri: string): boolean {
  return uri.includes(':');
}

/** The host's name in lower case without user and port, and the path without slashes at its ends. */
export function partsOf(uri: string): { readonly host: string; readonly path: string } {
  const [, authority = '', path = ''] = /^[a-z0-9+.-]+:(?:\/\/([^/]*))?(.*)$/i.exec(uri) ?? [];
  return { host: authority.replace(/^.*@/, '').replace(/:\d+$/, '').toLowerCase(), path: path.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/') };
}

/** As apt writes it in its messages and index targets. Proxmox VE is made for amd64 alone, so that `$(ARCH)` is that. */
export function normalizeUri(uri: string): string {
  if (plain.test(uri)) return withSlash(uri);
  return withSlash(writeUri(splitUri(substituteArchitecture(uri))));
}

export function substituteArchitecture(text: string): string {
  return text.includes('$(ARCH)') ? text.replaceAll('$(ARCH)', 'amd64') : text;
}

/** Where the Release file of a suite is: the same for two entries that share it. Neither the scheme nor a user matter to apt (`URItoFileName`). */
export function releaseFile(uri: string, suite: string): string {
  if (plain.test(uri) && /^[\w.-]+$/.test(suite)) return `${withSlash(uri.slice(uri.indexOf(':') + 3))}dists/${suite}/`;
  const normal = normalizeUri(uri);
  const encoded = encodeSuite(suite);
  const place = suite === '/' ? normal : suite.endsWith('/') ? normal + encoded : `${normal}dists/${encoded}/`;
  return writeUri({ ...splitUri(place), scheme: '', user: undefined });
}

/** Already as apt writes it, but for the slash at its end. Most are, and files may have thousands. */
const plain = /^[a-z+]+:\/\/[A-Za-z0-9.-]+(?:\/[\w./-]*)?$/;

function withSlash(uri: string): string {
  return uri.endsWith('/') ? uri : `${uri}/`;
}

interface UriParts {
  readonly scheme: string;
  /** User and password, encoded. */
  readonly user: string | undefined;
  readonly host: string;
  /** 0 for none. */
  readonly port: number;
  readonly path: string;
}

function splitUri(uri: string): UriParts {
  const colon = uri.includes(':') ? uri.indexOf(':') : uri.length;
  const scheme = uri.slice(0, colon);
  const slashes = uri.startsWith('//', colon + 1);
  const hostEnd = endOfHost(uri, slashes && colon + 3 < uri.length ? colon + 3 : colon);
  const path = hostEnd < uri.length ? uri.slice(hostEnd) : '/';
  const begin = Math.min(colon + (slashes ? 3 : 1), hostEnd);
  if (colon + (slashes ? 3 : 1) >= uri.length) return { scheme, user: undefined, host: '', port: 0, path };
  const at = uri.lastIndexOf('@', hostEnd - 1);
  if (at < begin + 1) return { scheme, user: undefined, ...splitHost(uri.slice(begin, hostEnd)), path };
  const login = uri.slice(begin, at);
  const second = login.indexOf(':', 1);
  const [name, password] = second < 0 ? [login, ''] : [login.slice(0, second), login.slice(second + 1)];
  const user = name === '' ? undefined : `${requote(name)}${password === '' ? '' : `:${requote(password)}`}`;
  return { scheme, user, ...splitHost(uri.slice(at + 1, hostEnd)), path };
}

/** The first slash that is not in brackets. */
function endOfHost(uri: string, from: number): number {
  let inBrackets = false;
  for (let at = from; at < uri.length; at += 1) {
    const sign = uri[at];
    if (sign === '/' && !inBrackets) return at;
    if (sign === '[') inBrackets = true;
    else if (sign === ']') inBrackets = false;
  }
  return uri.length;
}

/** Brackets go, and what follows the last colon outside of them is the port. */
function splitHost(text: string): { readonly host: string; readonly port: number } {
  let host = '';
  let bracketsEnd = 0;
  let inBrackets = false;
  for (const sign of text.split('')) {
    if (sign === '[') inBrackets = true;
    else if (sign === ']' && inBrackets) {
      inBrackets = false;
      bracketsEnd = host.length;
    } else host += sign;
  }
  if (inBrackets) return { host: '', port: 0 };
  const colon = host.lastIndexOf(':');
  return colon < 0 || colon < bracketsEnd ? { host, port: 0 } : { host: host.slice(0, colon), port: portOf(host.slice(colon + 1)) };
}

/** atoi(3), kept in an unsigned int. */
function portOf(text: string): number {
  const [, sign, digits] = /^[\t-\r ]*([+-]?)([0-9]+)/.exec(text) ?? [];
  if (digits === undefined) return 0;
  const limit = 2n ** 63n;
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  return Number(BigInt.asUintN(32, value >= limit ? limit - 1n : value < -limit ? -limit : value));
}

function writeUri({ scheme, user, host, port, path }: UriParts): string {
  const named = host === '' ? '' : `${scheme === '' ? '' : '//'}${user === undefined ? '' : `${user}@`}${scheme !== '' && /[/:]/.test(host) ? `[${host}]` : host}${port === 0 ? '' : `:${port}`}`;
  return `${scheme === '' ? '' : `${scheme}:`}${named}${path.startsWith('/') ? '' : '/'}${path}`;
}

/** Decoded and encoded again, each byte that is not fit for a user's name. */
function requote(text: string): string {
  const bytes = text.split(/(%[0-9a-fA-F]{2})/).flatMap((piece, index) => (index % 2 === 1 ? [parseInt(piece.slice(1), 16)] : [...encodeText(piece)]));
  return bytes.map((byte) => (byte <= 0x20 || byte >= 0x7f || ':/?#[]@%'.includes(String.fromCharCode(byte)) ? percent(byte) : String.fromCharCode(byte))).join('');
}

/** `pkgAcquire::URIEncode` of apt-pkg/acquire.cc. */
function encodeSuite(suite: string): string {
  if (/^[\w./-]*$/.test(suite)) return suite;
  return [...encodeText(suite)].map((byte) => (byte <= 0x20 || byte >= 0x7f || byte === 0x25 || byte === 0x2b || byte === 0x7e ? percent(byte) : String.fromCharCode(byte))).join('');
}

function percent(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}
