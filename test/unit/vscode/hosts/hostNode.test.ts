import assert from 'node:assert/strict';
import type { HostView } from '../../../../src/host';
import { hostNode } from '../../../../src/vscode/hosts/hostNode';
import { facts, now } from '../../host/hostFacts';

function row(changes: Partial<HostView>, later = 0) {
  const view: HostView = { id: 'pve8', label: 'pve8', connection: { kind: 'connected' }, facts: facts(), findings: [], refreshing: false, ...changes };
  return hostNode({ id: 'pve8', label: 'pve8', address: 'root@pve8', view, problem: undefined, reachedBy: undefined }, now + later);
}

describe('the row of a host that reboots', () => {
  const rebooting = { since: now, expected: 8 * 60_000 };

  it('says since when, while it may still take that long', () => {
    const { description, tooltip, tone, kind } = row({ rebooting }, 2 * 60_000);
    assert.deepEqual([description, tone, kind], ['rebooting for 2 min', 'warning', 'host.rebooting']);
    assert.doesNotMatch(tooltip ?? '', /expected time/);
  });

  it('says that it is late, and what can be done', () => {
    const { description, tooltip, tone } = row({ rebooting }, 12 * 60_000);
    assert.deepEqual([description, tone], ['not back after 12 min (8 min expected)', 'error']);
    assert.match(tooltip ?? '', /not back in the expected time \(8 min\)\. Look at its screen \(console, IPMI\).*older kernel.*dis_ucode_ldr.* PVE Doctor waits for it\./);
  });

  it('is never late where nobody can say how long it may take', () => {
    assert.equal(row({ rebooting: { since: now } }, 3_600_000).description, 'rebooting for 1 h');
  });
});
