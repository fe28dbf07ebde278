/** Step 1: the component that holds the package is enabled in the sources. */
import { isDebianEntry, parseSources } from '../../apt';
import { type SourcesFile, valueOf } from '../facts';
import type { Step } from './situation';

const title = 'Component enabled';

export const componentStep: Step = ({ facts, findings }) => {
  const step = { id: 'component', title } as const;
  if (facts.sources.state !== 'known') {
    return { ...step, state: 'unknown', description: 'the sources could not be read', detail: facts.sources.state === 'unknown' ? facts.sources.reason : 'This host has no apt.' };
  }
  const refused = findings.find(({ rule, where }) => rule === 'apt/refused' && where.kind === 'file');
  if (refused?.where.kind === 'file') {
    return { ...step, state: 'next', description: `apt refuses ${fileName(refused.where.path)}`, detail: `${refused.message}. Until it is mended apt reads none of the sources.` };
  }
  const missing = findings.filter(({ rule }) => rule === 'apt/microcode-component-missing');
  if (missing.length > 0) {
    const components = missingComponents(missing.map(({ message }) => message));
    const entries = missing.length === 1 ? '1 entry' : `${missing.length} entries`;
    return {
      ...step,
      state: 'next',
      description: `${components} missing in ${entries}`,
      detail: `Debian keeps CPU microcode in ${components.replace(/ (?:is|are)$/, '')}. Open the file and take the quick fix; saving writes it to the host.`,
    };
  }
  const candidate = valueOf(facts.microcode.package)?.candidate;
  if (candidate === undefined && !facts.sources.value.some(hasDebian)) {
    return { ...step, state: 'next', description: 'no repository of Debian’s in the sources', detail: 'CPU microcode comes from Debian. Add Debian’s repositories for this release to the sources.' };
  }
  return { ...step, state: 'done', description: candidate === undefined ? 'in every entry of Debian’s' : 'apt can see the package', detail: 'The sources have the component that holds CPU microcode.' };
};

/** Whether the file tells apt of packages of Debian's. */
function hasDebian({ text = '', format }: SourcesFile): boolean {
  return parseSources(text, format).entries.some((entry) => entry.enabled && entry.types.some((type) => type.text === 'deb') && isDebianEntry(entry));
}

/** `non-free-firmware is`, `contrib and non-free are`: what the findings name. */
function missingComponents(messages: readonly string[]): string {
  const names = ['contrib', 'non-free', 'non-free-firmware'].filter((name) => messages.some((message) => new RegExp(`(?:lacks|and) ${name}(?:,| |$)`).test(message)));
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
