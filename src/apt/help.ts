/** What the editor offers in a sources file beside findings: hovers and an outline. Pure text. */
import type { TextRange } from '../finding';
import { isDebianEntry, isProxmoxEntry } from './archives';
import { suiteOf } from './releases';
import type { ParsedSources, SourceEntry, SourcesContext, Token } from './types';

export interface SourcesSymbol {
  readonly name: string;
  readonly detail: string;
  readonly range: TextRange;
  readonly enabled: boolean;
}

/** One symbol per entry: `bookworm-security`, and where it comes from. */
export function symbolsOfSources({ entries }: ParsedSources): SourcesSymbol[] {
  return entries.map(({ suites, uris, range, enabled }) => ({
    name: suites.map(({ text }) => text).join(' ') || '(no suite)',
    detail: uris.map(({ text }) => text).join(' '),
    range,
    enabled,
  }));
}

const components: Readonly<Record<string, string>> = {
  'main': 'Free software, the distribution itself.',
  'contrib': 'Free software that needs software from outside main. Up to bullseye it holds iucode-tool, which intel-microcode needs.',
  'non-free': 'Software that is not free. Up to bullseye it holds CPU microcode and firmware.',
  'non-free-firmware': 'Firmware that is not free, since bookworm: CPU microcode is here.',
  'pve-no-subscription': 'Proxmox VE for hosts without a subscription.',
  'pve-enterprise': 'Proxmox VE for hosts with a subscription.',
  'pve-test': 'Proxmox VE packages under test: not for production.',
};

/** What the token under the offset is; undefined where there is nothing to say. */
export function hoverSources({ entries }: ParsedSources, offset: number, context: SourcesContext = {}): { readonly range: TextRange; readonly text: string } | undefined {
  const entry = entries.find(({ range }) => offset >= range.start && offset <= range.end);
  if (!entry) return undefined;
  const at = (tokens: readonly Token[]) => tokens.find(({ start, end }) => offset >= start && offset <= end);
  const component = at(entry.components);
  const aboutComponent = component && components[component.text];
  if (component && aboutComponent !== undefined) return { range: component, text: aboutComponent };
  const suite = at(entry.suites);
  const known = suite && suiteOf(suite.text);
  if (suite && known) {
    const { release, pocket } = known;
    const purpose = { '': 'the release itself', '-updates': 'updates before the next point release', '-security': 'security updates' }[pocket] ?? pocket.slice(1);
    return { range: suite, text: `Debian ${release.version ?? ''} ${release.codename}: ${purpose}. CPU microcode is in ${release.microcodeComponents.at(-1) ?? 'none'}.`.replace('  ', ' ') };
  }
  const uri = at(entry.uris);
  return uri && { range: uri, text: `${owner(entry, context)} This entry gives ${entry.types.map(({ text }) => text).join(', ')} of ${entry.suites.map(({ text }) => text).join(', ')}.` };
}

function owner(entry: SourceEntry, context: SourcesContext): string {
  if (isProxmoxEntry(entry)) return 'An archive of Proxmox.';
  return isDebianEntry(entry, context) ? 'Debian’s archive, or a mirror of it.' : 'An archive of somebody else.';
}
