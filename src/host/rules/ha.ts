/** A node that HA was told to leave alone, and that nobody took back. */
import { valueOf } from '../facts';
import { maintenanceCommand } from '../haMaintenance';
import type { HostRule } from './rule';

export const haMaintenance: HostRule = {
  id: 'host/ha-maintenance',
  severity: 'warning',
  title: 'The host is in HA maintenance',
  check(facts) {
    const ha = valueOf(facts.ha);
    if (ha?.maintenance !== true) return [];
    return [
      {
        message: `${ha.node} is in HA maintenance`,
        explanation: `HA starts no guest on this node and keeps its guests on others until that is ended: ${maintenanceCommand('disable', ha.node)}.`,
        fixes: [{ kind: 'action', title: 'End HA Maintenance', action: 'endMaintenance' }],
      },
    ];
  },
};
