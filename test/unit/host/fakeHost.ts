/** A session with a machine whose answers a test chooses, and a store in memory. */
import { type Deed, type EvidenceRecord, type GuestLog, HostSession, type HostView } from '../../../src/host';
import { FakeMachine } from '../../../src/machine';
import { hostText } from './probeText';

export function fakeHost(records: readonly EvidenceRecord[] = []) {
  const machine = new FakeMachine();
  const appended: EvidenceRecord[] = [];
  const kept: GuestLog[] = [];
  const deeds: Deed[] = [];
  machine.answer('probe', hostText());
  const session = new HostSession({
    id: 'pve',
    label: 'PVE',
    machine,
    evidence: { read: () => Promise.resolve(records), append: (_id, record) => Promise.resolve(void appended.push(record)) },
    guestLogs: { read: () => Promise.resolve(kept), append: (_id, record) => Promise.resolve(void kept.push(record)) },
    deeds: { read: () => Promise.resolve(deeds), append: (_id, record) => Promise.resolve(void deeds.push(record)) },
    workPause: 1,
  });
  const views: HostView[] = [];
  session.onDidChange((view) => views.push(view));
  return { machine, session, views, appended, kept, deeds, calls: (script: string) => machine.calls.filter((call) => call.script === script) };
}
