/** What a history is read from: sections that probe.sh runs, each with a time limit of its own, in one round trip. */
import { type SectionRow, argumentsOf, deadlineOf } from '../probe/sections';
import boots from '../scripts/history/boots.sh';
import events from '../scripts/history/events.sh';
import kernels from '../scripts/history/kernels.sh';
import packages from '../scripts/history/packages.sh';
import running from '../scripts/history/running.sh';

export type HistorySection = 'boots' | 'kernels' | 'events' | 'running' | 'packages';

/** Read one after another: what prints much. */
const first: readonly SectionRow<HistorySection>[] = [
  { name: 'kernels', seconds: 60, script: kernels },
  { name: 'events', seconds: 90, script: events },
  { name: 'packages', seconds: 15, script: packages },
];

/** Read beside them. */
const beside: readonly SectionRow<HistorySection>[] = [
  { name: 'boots', seconds: 40, script: boots },
  { name: 'running', seconds: 5, script: running },
];

export const historySections = [...first, ...beside];
/** For probe.sh. */
export const historyArguments = argumentsOf(first, beside);
export const historyDeadline = deadlineOf(historySections);

/** As many lines as the scripts ask journalctl for: where there are as many, older ones may be missing. */
export const most = { events: 8000 } as const;
