/** A history as what can be drawn: rows of bands and marks on one axis of time, each with its place in per cent and its words. */
import { type Boot, type HostHistory, isRunKnown, valueOf } from '../../host';
import { type Tick, moment, ticksOf } from './moments';
import { type Reader, bootWords, changeWords, deathWords, deathsIn, guestWords, kernelWords, revisionWords } from './historyWords';

export interface Band {
  /** Per cent of the axis. */
  readonly left: number;
  readonly width: number;
  readonly label: string;
  /** `even` and `odd` for neighbours, `unknown` where nobody knows, `run` where a guest ran. */
  readonly look: 'even' | 'odd' | 'unknown' | 'run' | 'assumed';
}

export interface Mark {
  readonly left: number;
  readonly kind: 'death' | 'boot' | 'change' | 'notable';
  /** What hover, focus and screen reader say. */
  readonly words: string;
  /** Of a death: its place in the history's list. */
  readonly index?: number;
}

export interface Row {
  readonly label: string;
  readonly bands: readonly Band[];
  readonly marks: readonly Mark[];
}

export interface Timeline {
  readonly from: number;
  readonly until: number;
  readonly ticks: readonly (Tick & { readonly left: number })[];
  /** Where boots began, across all rows. */
  readonly boots: readonly number[];
  readonly rows: readonly Row[];
}

/** Undefined where no boot is known. */
export function timelineOf(history: HostHistory, reader: Reader): Timeline | undefined {
  const boots = valueOf(history.boots) ?? [];
  if (boots.length === 0) return undefined;
  const from = Math.min(...boots.map((boot) => boot.from));
  const until = Math.max(history.now, ...boots.map((boot) => boot.until), from + 60_000);
  const left = (time: number) => Math.round(Math.min(100, Math.max(0, ((time - from) / (until - from)) * 100)) * 1000) / 1000;
  const band = (begin: number, end: number, label: string, look: Band['look']): Band => ({ left: left(begin), width: Math.max(0.05, left(end) - left(begin)), label, look });
  return {
    from,
    until,
    ticks: ticksOf(from, until).map((tick) => ({ ...tick, left: left(tick.time) })),
    boots: boots.map((boot) => left(boot.from)),
    rows: [
      { label: 'Boots', bands: [], marks: boots.map((boot) => ({ left: left(boot.from), kind: 'boot', words: bootWords(boot, deathsIn(history, boot), reader) })) },
      { label: 'Microcode', bands: runsOfSame(boots, revisionWords, ({ revision }) => revision === undefined, band), marks: [] },
      { label: 'Kernel', bands: runsOfSame(boots, kernelWords, ({ kernel }) => kernel === undefined, band), marks: [] },
      ...guestRows(history, boots, reader, left, band),
      ...changeRow(history, from, reader, left),
    ],
  };
}

type MakeBand = (begin: number, end: number, label: string, look: Band['look']) => Band;

/** Neighbouring boots with the same label are one band. */
function runsOfSame(boots: readonly Boot[], label: (boot: Boot) => string, isUnknown: (boot: Boot) => boolean, band: MakeBand): Band[] {
  const groups: { readonly first: Boot; last: Boot }[] = [];
  for (const boot of boots) {
    const group = groups.at(-1);
    if (group && label(group.last) === label(boot)) group.last = boot;
    else groups.push({ first: boot, last: boot });
  }
  return groups.map(({ first, last }, index) => band(first.from, last.until, label(first), isUnknown(first) ? 'unknown' : index % 2 === 0 ? 'even' : 'odd'));
}

/** Each guest that died is drawn, and others up to so many in all. */
const mostGuests = 12;

function guestRows(history: HostHistory, boots: readonly Boot[], reader: Reader, left: (time: number) => number, band: MakeBand): Row[] {
  const deaths = (valueOf(history.deaths) ?? []).map((death, index) => ({ death, index }));
  const died = new Set(deaths.map(({ death }) => death.vmid));
  const known = (vmids: Iterable<number | undefined>) => [...new Set(vmids)].filter((vmid) => vmid !== undefined).sort((a, b) => a - b);
  const others = known(history.runs.map(({ vmid }) => vmid)).filter((vmid) => !died.has(vmid));
  const guests = [...known(died), ...(died.has(undefined) ? [undefined] : []), ...others.slice(0, Math.max(0, mostGuests - died.size))];
  const assumed = (vmid: number) => boots.filter((boot) => !isRunKnown(boot, history.runs, vmid)).map((boot) => band(boot.from, boot.until, '', 'assumed'));
  return guests.map((vmid) => ({
    label: vmid === undefined ? 'A guest that is not known' : `Guest ${guestWords(vmid, reader)}`,
    bands: [...(vmid === undefined || !died.has(vmid) ? [] : assumed(vmid)), ...history.runs.filter((run) => run.vmid === vmid).map((run) => band(run.from, run.until, '', 'run'))],
    marks: deaths.filter(({ death }) => death.vmid === vmid).map(({ death, index }) => ({ left: left(death.time), kind: 'death', words: deathWords(death, boots.find(({ id }) => id === death.bootId), reader), index })),
  }));
}

function changeRow(history: HostHistory, from: number, reader: Reader, left: (time: number) => number): Row[] {
  const changes = (valueOf(history.packages) ?? []).filter(({ time }) => time >= from);
  if (changes.length === 0) return [];
  const marks = changes.map((change): Mark => ({ left: left(change.time), kind: change.notable.length > 0 ? 'notable' : 'change', words: `${moment(change.time, reader.zone)}: ${changeWords(change, true)}` }));
  return [{ label: 'Packages', bands: [], marks }];
}
