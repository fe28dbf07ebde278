/** What was done to a host and what came of it, as Markdown: for the administrator's own records, a ticket, or a forum. */
import { hex } from '../microcode';
import type { Deed } from './deeds';
import { valueOf } from './facts';
import { hostNow } from './history/oneLine';
import type { HostView } from './hostView';
import type { PlanStep } from './plan';
import { duration } from './times';

/** `deeds`: what was done from this computer; what others did shows in the state of the host. */
export function fixReport({ label, facts, plan }: HostView, deeds: readonly Deed[], now: number): string {
  const cpu = valueOf(facts?.cpu);
  const boot = valueOf(facts?.boot);
  const microcode = facts?.microcode;
  const firmware = valueOf(facts?.firmware);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['CPU', cpu?.modelName],
    ['Microcode before', plan?.before === undefined ? undefined : hex(plan.before)],
    ['Microcode now', plan?.verdict.running === undefined ? 'not known' : hex(plan.verdict.running)],
    ['Microcode expected', plan?.verdict.expected === undefined ? undefined : `${hex(plan.verdict.expected.revision)}${plan.verdict.expected.date === undefined ? '' : `, of ${plan.verdict.expected.date}`}`],
    ['Package', packageWords(valueOf(microcode?.package))],
    ['Kernel', valueOf(facts?.kernel)?.release],
    ['BIOS', firmware && [firmware.biosVendor, firmware.biosVersion, firmware.biosDate].filter(Boolean).join(' ')],
    ['Proxmox VE', valueOf(facts?.pve)?.version],
    ['Running since', boot && facts ? `${timestamp(boot.startedAt)} (${duration(hostNow(facts) - boot.startedAt)})` : undefined],
    ['Failures', plan?.headline],
  ];
  return [
    `# ${plain(label)}: CPU microcode`,
    '',
    `Written ${timestamp(now)} by PVE Doctor.`,
    '',
    '## State',
    '',
    ...rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`- ${name}: ${plain(value)}`])),
    '',
    '## What was done',
    '',
    ...(deeds.length === 0 ? ['Nothing from this computer. On the host, /var/log/apt/history.log has what apt did, and journalctl --list-boots when it was booted.'] : deeds.flatMap(deedLines)),
    '',
    '## Plan',
    '',
    ...(plan?.applies === true ? plan.steps.flatMap(stepLines) : [plain(plan?.headline ?? 'The host was not read.')]),
    '',
  ].join('\n');
}

/** What stands in the way has its next step below it. */
function stepLines({ title, state, description, detail }: PlanStep): string[] {
  return [`- ${state === 'done' ? '[x]' : '[ ]'} ${title}${description === '' ? '' : `: ${plain(description)}`}`, ...(state === 'blocked' || state === 'unknown' ? [`  ${plain(detail)}`] : [])];
}

function deedLines({ at, what, commands }: Deed): string[] {
  return [`- ${timestamp(at)}: ${plain(what)}`, ...(commands.length === 0 ? [] : ['', '  ```sh', ...commands.map((command) => `  ${command}`), '  ```', ''])];
}

function packageWords(state: { readonly name: string; readonly installed?: string } | undefined): string | undefined {
  return state && `${state.name} ${state.installed ?? 'not installed'}`;
}

/** What a host prints is text here, too: neither a heading nor a link. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}

/** `2026-11-25 18:02 UTC` */
function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
