/** Names of hosts as users and ProxyJump write them: [user@]host[:port] or ssh://[user@]host[:port], several with commas. */

export interface Jump {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
}

/** One host, as a user types it; fields that are not there are left out. Undefined where it cannot be one. */
export function parseHost(text: string): { readonly host: string; readonly user?: string; readonly port?: number } | undefined {
  const [only, ...more] = parseJumps(text) ?? [];
  if (!only || more.length > 0) return undefined;
  const { host, user, port } = only;
  return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
}

/** Undefined where one of them cannot be a host: ssh refuses those too, or would take them for an option. */
export function parseJumps(list: string): Jump[] | undefined {
  const jumps = list.split(',').map((part) => parseJump(part.trim()));
  return jumps.every((jump) => jump !== undefined) ? jumps : undefined;
}

function parseJump(text: string): Jump | undefined {
  const isUri = text.startsWith('ssh://');
  const plain = isUri ? text.slice('ssh://'.length).replace(/\/$/, '') : text;
  const at = plain.lastIndexOf('@');
  const user = at < 0 ? undefined : isUri ? decode(plain.slice(0, at)) : plain.slice(0, at);
  const rest = plain.slice(at + 1);
  // More than one colon without brackets is an IPv6 address.
  const [, bracketed, named, digits] = /^(?:\[([^[\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(rest) ?? [];
  const host = bracketed ?? named ?? (/^[0-9a-f:.]+(%\w+)?$/i.test(rest) && rest.includes(':') ? rest : undefined);
  const port = digits === undefined ? undefined : Number(digits);
  // Neither an option nor a pattern, and nothing that a shell would read where a ProxyCommand has it as %h.
  if (host === undefined || !/^[^-\s'"`$\\;&<>|(){}@/*?!][^\s'"`$\\;&<>|(){}@/*?!]*$/.test(host)) return undefined;
  if (user !== undefined && (user === '' || /^-|[\s'"`;&<>|(){}]|\\$/.test(user))) return undefined;
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { host, user, port };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
