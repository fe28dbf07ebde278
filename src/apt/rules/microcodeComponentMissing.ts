/** Debian's entries that lack the component in which the release keeps CPU microcode. */
import type { Fix, Severity } from '../../finding';
import { bringIn } from '../bringIn';
import { type EnabledSuite, bringsMicrocode, hasComponent, isStock } from '../enabledSuites';
import { suiteName } from '../releases';
import type { KnownEntry, Subject } from '../subject';
import type { AptRule, Told } from './rule';

export const microcodeComponentMissing: AptRule = {
  id: 'apt/microcode-component-missing',
  scope: 'entry',
  severity: 'warning',
  title: 'The component that holds CPU microcode is not enabled',
  check(subject) {
    const { enabled, ofProxmox } = subject.whole;
    const found: Told[] = [];
    if ([...enabled.values()].every(({ missing }) => missing.length === 0)) return found;
    const severity = ofProxmox ? 'warning' : 'information';
    const explain = explanations(enabled, subject.context.host !== undefined);
    for (const known of subject.entries) {
      const lacking = lackingSuites(known, enabled);
      if (lacking.length > 0) found.push(told(subject, known, lacking, severity, explain));
    }
    return found;
  },
};

type Enabled = ReadonlyMap<string, EnabledSuite>;

/** Empty where the entry is none of Debian's, disabled, or of sources, and where another entry of the suite has the component. */
function lackingSuites(known: KnownEntry, enabled: Enabled): readonly EnabledSuite[] {
  const lacking: EnabledSuite[] = [];
  if (!bringsMicrocode(known)) return lacking;
  for (const suite of known.suites) {
    const all = isStock(suite) ? enabled.get(suite.name) : undefined;
    if (all && all.missing.length > 0 && (all.main === known || hasComponent(known, 'main'))) lacking.push(all);
  }
  return lacking;
}

function told({ parsed }: Subject, known: KnownEntry, lacking: readonly EnabledSuite[], severity: Severity, explain: Explain): Told {
  const { entry } = known;
  const missing = missingIn(lacking);
  const names = entry.suites.filter((_, index) => lacking.some(({ suite }) => suite.name === known.suites[index]?.name)).map(({ text }) => text);
  const last = entry.components.at(-1);
  return {
    severity,
    message: `${names.join(', ')} lacks ${missing.join(' and ')}, which ${missing.length === 1 ? 'holds' : 'hold'} CPU microcode`,
    where: { kind: 'document', range: last ? { start: entry.components[0]?.start ?? last.start, end: last.end } : entry.range },
    explanation: explain(known, lacking),
    fixes: oneEra(known) ? [fix(parsed.text, known, missing)] : [],
  };
}

function missingIn(lacking: readonly EnabledSuite[]): readonly string[] {
  const [first, ...others] = lacking;
  return others.length === 0 ? (first?.missing ?? []) : [...new Set(lacking.flatMap(({ missing }) => missing))];
}

function fix(text: string, { entry }: KnownEntry, missing: readonly string[]): Fix {
  const edits = bringIn(text, entry, missing);
  const adds = edits.every(({ range }) => range.start === range.end);
  return { kind: 'edit', title: `${adds ? 'Add' : 'Write'} ${missing.join(' ')} ${adds ? 'to' : 'in'} this entry`, edits, preferred: true, group: 'microcode-component' };
}

/** A stanza for releases of both eras has no component that all of them know. */
function oneEra({ suites }: KnownEntry): boolean {
  let first: string | undefined;
  return suites.every((suite) => {
    const component = suite?.release.microcodeComponents[0] ?? first;
    first ??= component;
    return component === first;
  });
}

type Explain = (known: KnownEntry, lacking: readonly EnabledSuite[]) => string;

/** Many entries have one and the same fault: each text is put together once. */
function explanations(enabled: Enabled, onHost: boolean): Explain {
  const texts = new Map<string, string>();
  return (known, lacking) => {
    const late = lacking.some(({ missing }) => missing.includes('non-free-firmware'));
    const circumstances = { late, otherEra: hasComponent(known, late ? 'non-free' : 'non-free-firmware'), oneEra: oneEra(known), elsewhere: lacking.some((one) => hasElsewhere(one, enabled)) };
    const key = `${circumstances.late} ${circumstances.otherEra} ${circumstances.oneEra} ${circumstances.elsewhere}`;
    const text = texts.get(key) ?? explanation(circumstances, onHost);
    texts.set(key, text);
    return text;
  };
}

interface Circumstances {
  /** Bookworm and later. */
  readonly late: boolean;
  /** The entry has the component in which the other releases keep it. */
  readonly otherEra: boolean;
  readonly oneEra: boolean;
  readonly elsewhere: boolean;
}

function explanation({ late, otherEra, oneEra: isOneEra, elsewhere }: Circumstances, onHost: boolean): string {
  return [
    late
      ? 'Since bookworm Debian keeps intel-microcode and amd64-microcode in non-free-firmware.'
      : 'Up to bullseye Debian keeps intel-microcode and amd64-microcode in non-free, and the iucode-tool that intel-microcode needs in contrib.',
    ...(otherEra ? [late ? 'non-free does not hold them any more.' : 'This release has no non-free-firmware: that came with bookworm.'] : []),
    ...(isOneEra ? [] : ['This stanza is for releases that keep it in different components: give each of them a stanza of its own.']),
    'Without it apt does not find the package, and says nothing about that: the CPU goes on with the microcode of its BIOS.',
    elsewhere ? 'Another suite of the release has it, but newer microcode comes by this one as well.' : 'Enable it on the security and updates suites as well: updates of microcode come from there.',
    ...(onHost ? [] : ['In a virtual machine or a container microcode is the host’s business, and this can be ignored.']),
  ].join(' ');
}

/** Whether another suite of the same release has what this one lacks. */
function hasElsewhere({ suite: { release }, missing }: EnabledSuite, enabled: Enabled): boolean {
  return ['', '-updates', '-security'].some((pocket) => {
    const all = enabled.get(suiteName(release, pocket));
    return all && missing.every((component) => all.components.has(component));
  });
}
