/** Sources files with the faults that people make, put together from words; seeded. */
import { seeded } from './words';

export function chooser(seed: number) {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  return { pick, often: (share: number) => random() < share, count: (most: number) => 1 + Math.floor(random() * most) };
}
export type Chooser = ReturnType<typeof chooser>;

const types = ['deb', 'deb', 'deb', 'deb', 'deb-src', 'debb', 'DEB'];
const uris = ['http://ftp.debian.org/debian', 'http://ftp.debian.org/debian', 'https://ftp.debian.org/debian/', 'http://security.debian.org', 'http://mirror.example.org/debian', 'http://download.proxmox.com/debian/pve', 'https://enterprise.proxmox.com/debian/pve', 'ftp.debian.org/debian', 'https://apt.example.org/x'];
const suites = ['bookworm', 'bookworm', 'bookworm-updates', 'bookworm-security', 'bullseye', 'bullseye/updates', 'buster/updates', 'stable', 'sid', 'trixie', 'bookwrom', 'bookworm/'];
const components = ['main', 'main', 'contrib', 'contirb', 'non-free', 'non-free-firmware', 'non-free-firmwre', 'main,', 'contrib,non-free', 'pve-no-subscription', 'pvetest', 'pve-enterprise', '# contrib'];
const options = ['', '', '', '[arch=amd64] ', '[ARCH=amd64] ', '[arch=amd64, i386] ', '[archs=i386 trusted=no] ', '[Trusted=yes] ', '[arch=amd64 '];

/** At most so many lines. */
export function faultyLines({ pick, often, count }: Chooser, most = 5): string {
  const newline = often(0.2) ? '\r\n' : '\n';
  const line = () => {
    if (often(0.15)) return pick(['', '# a comment', '   ', '  contrib non-free']);
    const space = often(0.15) ? '  ' : ' ';
    return [`${often(0.1) ? '\t' : ''}${pick(types)} ${pick(options)}${pick(uris)}`, pick(suites), ...Array.from({ length: count(4) }, () => pick(components))].join(space);
  };
  const all = Array.from({ length: count(most) }, line);
  return (often(0.1) ? [...all, pick(all)] : all).join(newline) + (often(0.8) ? newline : '');
}

/** At most so many stanzas. */
export function faultyStanzas({ pick, often, count }: Chooser, most = 3): string {
  const newline = often(0.2) ? '\r\n' : '\n';
  const several = (list: readonly string[], most: number) => Array.from({ length: count(most) }, () => pick(list)).join(often(0.15) ? `${newline} ` : ' ');
  const stanza = () => {
    const fields = [`${pick(['Types', 'Types', 'types', 'Type'])}: ${several(types, 2)}`, `${pick(['URIs', 'URIs', 'URI'])}: ${pick(uris)}`, `Suites: ${several(suites, 3)}`, `Components: ${several(components, 4)}`];
    if (often(0.3)) fields.push(pick(['Enabled: n', 'Enabled: no', 'Enabled: maybe', 'Arch: amd64', 'Enable: no', '# a comment', ' # indented', 'Components: main', ' Trusted: no', 'X-Note: a, b # c', 'Trustd: yes', 'Allow-Insecure: yes']));
    return fields.map((field) => (often(0.04) ? ` ${field}` : field)).join(newline);
  };
  const between = () => newline + pick(['', '', '', '  ', '# next', `${newline}Enabled: false${newline}`]) + newline;
  return Array.from({ length: count(most) }, stanza).reduce((all, one) => all + between() + one) + (often(0.8) ? newline : '');
}
