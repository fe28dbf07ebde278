/** One round trip's text as a history; what is missing or broken in it takes nothing else with it. */
import type { EvidenceRecord } from '../evidence';
import { type Fact, known, valueOf } from '../facts';
import { factAmong, splitProbe } from '../probe/sectioned';
import { type ReadBoots, bootsOf, kernelsOf, revisionOfBoot } from './readBoots';
import { type Events, eventsOf } from './readEvents';
import { packagesOf } from './readPackages';
import { runsOfBoot } from './runs';
import { historySections, most } from './sections';
import type { Boot, GuestRun, HostHistory } from './types';

/** `records`: revisions that were seen in earlier boots. Never throws. */
export function parseHistory(text: string, records: readonly EvidenceRecord[], observedAt = Date.now()): HostHistory {
  const found = splitProbe(text);
  const read = factAmong(historySections, found, 'boots', bootsOf);
  const kernels = valueOf(factAmong(historySections, found, 'kernels', kernelsOf)) ?? new Map<string, never>();
  const events = factAmong(historySections, found, 'events', (body) => eventsOf(body, valueOf(read)?.boots ?? []));
  const running = valueOf(factAmong(historySections, found, 'running', runningOf));
  const packages = factAmong(historySections, found, 'packages', packagesOf);
  const cut = cutOf(events);
  const boots = mapFact(read, (value) => bootsWith(value, { kernels, events: valueOf(events), running, records, cut }));
  return {
    observedAt,
    now: valueOf(read)?.now ?? observedAt,
    boots: mapFact(boots, (all) => all.map(({ boot }) => boot)),
    older: cut !== undefined || valueOf(read)?.older === true,
    deaths: read.state === 'known' ? mapFact(events, ({ deaths }) => deaths.filter(({ time }) => time >= (cut ?? 0))) : read,
    runs: (valueOf(boots) ?? []).flatMap(({ runs }) => runs),
    packages,
  };
}

/** Lines `VMID SECONDS`. */
function runningOf(body: string): ReadonlyMap<number, number> {
  return new Map([...body.matchAll(/^(\d{1,9}) (\d+)$/gm)].map(([, vmid, seconds]) => [Number(vmid), Number(seconds) * 1000]));
}

/** Where there were as many lines as were asked for, what is before the oldest one is not known. */
function cutOf(events: Fact<Events>): number | undefined {
  const value = valueOf(events);
  return value && value.lines >= most.events ? value.first : undefined;
}

interface Known {
  readonly kernels: ReturnType<typeof kernelsOf>;
  readonly events: Events | undefined;
  readonly running: ReadonlyMap<number, number> | undefined;
  readonly records: readonly EvidenceRecord[];
  readonly cut: number | undefined;
}

function bootsWith({ boots, revision }: ReadBoots, { kernels, events, running, records, cut = 0 }: Known): { readonly boot: Boot; readonly runs: readonly GuestRun[] }[] {
  return boots
    .filter(({ clock }) => clock.until >= cut)
    .map((read) => {
      const { id, current, clock } = read;
      const kernel = kernels.get(id);
      const span = { id, from: Math.max(clock.from, cut), until: clock.until };
      const here = events?.events.some(({ bootId }) => bootId === id) === true || events?.deaths.some(({ bootId, vmid }) => bootId === id && vmid !== undefined) === true;
      const runsKnown = here || (current && running !== undefined);
      const boot: Boot = {
        ...span,
        current,
        kernel: kernel?.release,
        revision: revisionOfBoot(read, kernel, revision, records),
        bios: kernel?.bios,
        parameters: kernel?.parameters,
        clockWasSet: clock.wasSet,
        runsKnown,
        beginsLate: !current && (read.beginsLate || clock.from < cut),
      };
      return { boot, runs: runsKnown ? runsOfBoot(span, events?.events ?? [], events?.deaths ?? [], current ? running : undefined) : [] };
    });
}

function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> {
  return fact.state === 'known' ? known(change(fact.value)) : fact;
}
