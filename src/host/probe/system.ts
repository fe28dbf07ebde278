/** Who and what the host is. */
import { type Fact, type HostFacts, absent } from '../facts';
import { type Section, defined, factOf, keyValues, nonEmpty } from './sectioned';

type SystemFacts = Pick<HostFacts, 'hostname' | 'user' | 'os' | 'pve' | 'kernel' | 'boot' | 'machine' | 'firmware' | 'subscription'>;

export function systemFacts(found: ReadonlyMap<string, Section>): SystemFacts {
  const pve = factOf(found, 'pve', pveOf);
  return {
    hostname: factOf(found, 'identity', (body) => nonEmpty(keyValues(body).get('hostname'))),
    user: factOf(found, 'identity', userOf),
    os: factOf(found, 'os', osOf),
    pve,
    kernel: factOf(found, 'kernel', (body) => {
      const [release = '', version = ''] = body.split('\n');
      return release === '' ? undefined : { release, version };
    }),
    boot: factOf(found, 'kernel', (body) => {
      const [, , id = '', uptime = '', now = '', zone = ''] = body.split('\n');
      const [, name = '', offset] = /^(\S*) ([+-]\d{4})$/.exec(zone) ?? [];
      const uptimeSeconds = Number.parseFloat(uptime);
      const startedAt = 1000 * (Number.parseInt(now, 10) - uptimeSeconds);
      return id === '' || Number.isNaN(startedAt) ? undefined : { id, uptimeSeconds, startedAt, ...(offset === undefined ? {} : { zone: { name, offset } }) };
    }),
    machine: factOf(found, 'machine', machineOf),
    firmware: factOf(found, 'firmware', firmwareOf),
    subscription: subscriptionOf(factOf(found, 'subscription', statusOf), pve),
  };
}

function userOf(body: string): { name: string; uid: number; sudo: 'passwordless' | 'password' | 'none' } | undefined {
  const values = keyValues(body);
  const name = values.get('name');
  const uid = Number(values.get('uid'));
  if (name === undefined || !Number.isInteger(uid)) return undefined;
  // The probe itself came through sudo where it could.
  const throughSudo = uid !== 0 && values.get('effective') === '0';
  return { name, uid, sudo: throughSudo ? 'passwordless' : nonEmpty(values.get('sudo')) === undefined ? 'none' : 'password' };
}

/** os-release(5): values may be quoted. */
function osOf(body: string) {
  const values = keyValues(body);
  const field = (name: string) => nonEmpty(values.get(name)?.replace(/^(["'])(.*)\1$/, '$2'));
  const id = field('ID');
  if (id === undefined) return undefined;
  return {
    id,
    prettyName: field('PRETTY_NAME') ?? field('NAME') ?? id,
    ...defined<{ codename: string; versionId: string; debianVersion: string }>({ codename: field('VERSION_CODENAME'), versionId: field('VERSION_ID'), debianVersion: field('DEBIAN_VERSION') }),
  };
}

function pveOf(body: string) {
  const values = keyValues(body);
  const version = nonEmpty(values.get('version'));
  return version === undefined ? undefined : { version, nodeName: values.get('node') ?? '' };
}

function machineOf(body: string): { kind: 'physical' | 'virtual-machine' | 'container'; by: string } | undefined {
  const values = keyValues(body);
  const container = values.get('container') ?? '';
  const vm = values.get('vm') ?? '';
  if (container !== '' && container !== 'none') return { kind: 'container', by: container };
  if (vm === '') return undefined;
  return vm === 'none' ? { kind: 'physical', by: '' } : { kind: 'virtual-machine', by: vm };
}

function firmwareOf(body: string) {
  const values = keyValues(body);
  return defined<{ biosVendor: string; biosVersion: string; biosDate: string; board: string }>({
    biosVendor: nonEmpty(values.get('bios_vendor')),
    biosVersion: nonEmpty(values.get('bios_version')),
    biosDate: nonEmpty(values.get('bios_date')),
    board: nonEmpty([told(values.get('board_vendor')), told(values.get('board_name'))].filter(Boolean).join(' ')),
  });
}

/** What a maker left as it came from the firmware's toolkit names nothing. */
function told(value: string | undefined): string | undefined {
  return value === undefined || /^(?:default string|to be filled by|system (?:manufacturer|product name)|not specified|n\/a$|o\.e\.m\.)/i.test(value) ? undefined : value;
}

/** What Proxmox's server said, as JSON; its status is "active", "notfound", "invalid", … */
function statusOf(body: string): { status: string } | undefined {
  const status = /"status"\s*:\s*"([^"]*)"/.exec(body)?.[1];
  return status === undefined ? undefined : { status: status.toLowerCase() };
}

/** A Proxmox VE host without the file has no key. */
function subscriptionOf(fact: Fact<{ status: string }>, pve: Fact<unknown>): Fact<{ status: string }> {
  if (fact.state !== 'absent') return fact;
  return pve.state === 'known' ? { state: 'known', value: { status: 'notfound' } } : absent;
}
