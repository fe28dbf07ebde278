/**
 * High availability: what resources.cfg asks for, and what the manager last wrote to manager_status (PVE::HA::Manager):
 * `node_status` of each node, `node_request` with `maintenance` once it is asked for, `service_status` with `node` and `state`.
 */
import type { HaService, HighAvailability } from '../facts';
import { field, json } from './json';

/** Undefined where the text is not what the manager writes. */
export function highAvailabilityOf(body: string): HighAvailability | undefined {
  const node = /^node (\S+)$/m.exec(body)?.[1];
  const written = /^status (.*)$/m.exec(body)?.[1];
  const status = written === undefined ? {} : json(written);
  if (node === undefined || typeof status !== 'object' || status === null) return undefined;
  const nodeState = field(field(status, 'node_status'), node);
  const asked = field(field(field(status, 'node_request'), node), 'maintenance');
  const maintenance = nodeState === 'maintenance' || asked === 1 || asked === '1';
  const services = [...body.matchAll(/^resource (\S+) (\S+)$/gm)].filter(([, , requested]) => requested !== 'ignored');
  return {
    node,
    ...(typeof nodeState === 'string' ? { nodeState } : {}),
    maintenance,
    services: services.map(([, sid = '', requested = '']) => serviceOf(sid, requested, field(field(status, 'service_status'), sid))),
  };
}

function serviceOf(sid: string, requested: string, told: unknown): HaService {
  const state = field(told, 'state');
  const node = field(told, 'node');
  return { sid, requested, ...(typeof state === 'string' ? { state } : {}), ...(typeof node === 'string' ? { node } : {}) };
}
