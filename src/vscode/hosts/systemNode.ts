/** What the host is: one line when closed, one fact a line when open. */
import { type Cluster, type Fact, type HostFacts, type HostView, isAboutRepositories, loadWords, nextBootWords } from '../../host';
import { findingNode } from './findingNode';
import type { TreeNode } from './treeNode';
import { count, duration, hex } from './words';

export function systemNode(hostId: string, { findings }: HostView, facts: HostFacts): TreeNode {
  const rows = systemRows(facts);
  const advice = findings.filter((finding) => finding.where.kind === 'host' && !isAboutRepositories(finding));
  return {
    id: `${hostId}/system`,
    label: 'System',
    description: rows.filter(({ brief }) => brief !== undefined).map(({ brief }) => brief).join(' · '),
    icon: 'info',
    kind: 'system',
    hostId,
    children: [
      ...advice.map((finding) => findingNode(hostId, `${hostId}/system`, finding)),
      ...rows.map(({ label, value }): TreeNode => ({ id: `${hostId}/system/${label}`, label, description: value, tooltip: `${label}: ${value}`, kind: label === 'Cluster' ? 'cluster' : 'fact', hostId, children: [] })),
    ],
  };
}

interface Row {
  readonly label: string;
  readonly value: string;
  /** In the section's own line. */
  readonly brief?: string;
}

/** Every fact of the host in words; the page of the plan shows the same rows. */
export function systemRows(facts: HostFacts): readonly Row[] {
  const row = <T>(label: string, fact: Fact<T>, say: (value: T) => string, brief?: (value: T) => string | undefined): Row => {
    if (fact.state === 'unknown') return { label, value: `not known: ${fact.reason}` };
    if (fact.state === 'absent') return { label, value: 'none' };
    const short = brief?.(fact.value);
    return { label, value: say(fact.value), ...(short === undefined ? {} : { brief: short }) };
  };
  return [
    row('Proxmox VE', facts.pve, ({ version }) => version, ({ version }) => `PVE ${version}`),
    row('Debian', facts.os, ({ prettyName }) => prettyName, ({ prettyName }) => prettyName.replace(/^Debian GNU\/Linux (\S+) \((\w+)\)$/, 'Debian $1 $2')),
    row('Kernel', facts.kernel, ({ release }) => release, ({ release }) => `kernel ${release}`),
    row('CPU', facts.cpu, ({ modelName, family, model, stepping, signature, platformMask }) => `${modelName} (family ${family}, model ${model}, stepping ${stepping}; signature ${hex(signature)}${platformMask === undefined ? '' : `, platform ${hex(platformMask)}`})`),
    row('Microcode', facts.cpu, ({ revisions, hypervisor }) => [microcodeWords(revisions, hypervisor), loadWords(facts)].filter(Boolean).join(', ')),
    ...(facts.microcode.oldMicrocode.state === 'known' ? [row('Kernel’s opinion', facts.microcode.oldMicrocode, oldMicrocode)] : []),
    ...(facts.nextBoot.state === 'absent' ? [] : [row('Boots next', facts.nextBoot, () => nextBootWords(facts))]),
    row('BIOS', facts.firmware, ({ biosVendor, biosVersion, biosDate }) => [biosVendor, biosVersion, biosDate].filter(Boolean).join(' '), ({ biosVersion }) => (biosVersion === undefined ? undefined : `BIOS ${biosVersion}`)),
    row('Board', facts.firmware, ({ board }) => board ?? 'not told'),
    row('Machine', facts.machine, ({ kind, by }) => `${kind === 'physical' ? 'physical' : kind === 'container' ? 'a container' : 'a virtual machine'}${by === '' || by === 'none' ? '' : ` (${by})`}`),
    row('Up', facts.boot, ({ uptimeSeconds }) => duration(uptimeSeconds * 1000), ({ uptimeSeconds }) => `up ${duration(uptimeSeconds * 1000)}`),
    ...(facts.cluster.state === 'absent' ? [] : [row('Cluster', facts.cluster, clusterWords)]),
    row('Subscription', facts.subscription, ({ status }) => (status === 'notfound' ? 'none' : status)),
    row('Logged in as', facts.user, ({ name, uid, sudo }) => `${name}${uid === 0 ? '' : sudo === 'none' ? ', no sudo' : `, sudo ${sudo === 'password' ? 'with a password' : 'without a password'}`}`),
  ];
}

/** `home: 3 nodes, pve3 offline`; what is bad comes first. */
function clusterWords({ name, quorate, nodes }: Cluster): string {
  const offline = nodes.filter(({ online }) => !online).map((node) => node.name);
  return [...(quorate ? [] : ['no quorum']), `${name}: ${count(nodes.length, 'node')}`, ...(offline.length === 0 ? [] : [`${offline.join(', ')} offline`])].join(', ');
}

/** /sys/devices/system/cpu/vulnerabilities/old_microcode, since 6.16: the kernel has a list of its own. */
function oldMicrocode(said: string): string {
  return said === 'Vulnerable' ? 'old microcode (Vulnerable)' : said === 'Not affected' ? 'microcode is not old (Not affected)' : said;
}

/** `0x16`; where the CPUs differ, all of them. */
export function microcodeWords(revisions: readonly number[], hypervisor: boolean): string {
  const different = [...new Set(revisions)];
  if (different.length === 0) return 'not told by the kernel';
  const all = different.map(hex).join(', ');
  return `${all}${different.length > 1 ? ` on ${count(revisions.length, 'CPU')}: a mix` : ''}${hypervisor ? ' (what the hypervisor shows)' : ''}`;
}
