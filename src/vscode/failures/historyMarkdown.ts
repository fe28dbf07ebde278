/** A history as Markdown, for a forum or a ticket. Without names it holds none that the host, its guests or its network have. */
import { type HostHistory, type HostView, conclude, judgeHistory, span, valueOf } from '../../host';
import { cpuName } from '../hosts/words';
import { escapeMarkdown } from '../language/markdown';
import { type Reader, changeWords, deathsIn, kernelWords, revisionWords, whatWasPrinted, whoDied } from './historyWords';
import { moment } from './moments';

export interface Told {
  readonly label: string;
  readonly view: HostView | undefined;
  readonly history: HostHistory;
  /** Names of the host and of its guests, and words of the host that may hold some: its command lines. */
  readonly names: boolean;
}

const utc = (time: number) => `${moment(time, 'utc')} UTC`;

export function historyMarkdown({ label, view, history, names }: Told): string {
  const boots = valueOf(history.boots) ?? [];
  const deaths = valueOf(history.deaths) ?? [];
  const guests = names ? (valueOf(view?.facts?.guests) ?? []) : [];
  const reader: Reader = { zone: 'utc', nameOf: (vmid) => guests.find((guest) => guest.vmid === vmid)?.name };
  const judged = judgeHistory(history);
  const { sentences, notes } = judged ? conclude(history, judged, { words: names }) : { sentences: ['Which failures there were is not known.'], notes: [] };
  const begin = boots[0] ? Math.min(...boots.map(({ from }) => from)) : history.now;
  const changes = (valueOf(history.packages) ?? []).filter(({ time }) => time >= begin);
  return [
    `## KVM failure history${names ? ` of ${escapeMarkdown(label)}` : ''}`,
    [...machineWords(view), `${boots.length} boot${boots.length === 1 ? '' : 's'} from ${utc(begin)} to ${utc(history.now)}`].map(escapeMarkdown).join(' · '),
    `**${escapeMarkdown(sentences.join(' '))}**`,
    notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n'),
    table('Failures', ['Time (UTC)', 'Guest', 'What QEMU printed', 'Microcode', 'Kernel'], deaths.map((death) => {
      const boot = boots.find(({ id }) => id === death.bootId);
      return [moment(death.time, 'utc'), whoDied(death, reader), whatWasPrinted(death), boot ? revisionWords(boot) : 'not known', boot ? kernelWords(boot) : 'not known'];
    })),
    table('Boots', ['From (UTC)', 'Ran', 'Microcode', 'Kernel', 'BIOS', 'Failures'], boots.map((boot) => [
      moment(boot.from, 'utc'), `${span(boot.until - boot.from).text}${boot.current ? ' so far' : ''}`, revisionWords(boot), kernelWords(boot), boot.bios ?? 'not known', String(deathsIn(history, boot)),
    ])),
    table('Package changes', ['Time (UTC)', 'What'], changes.map((change) => [moment(change.time, 'utc'), changeWords(change, names)])),
  ].filter((part) => part !== '').join('\n\n') + '\n';
}

/** What machine it is, as far as it is no name: the CPU, and the version of Proxmox VE. */
function machineWords(view: HostView | undefined): string[] {
  const cpu = valueOf(view?.facts?.cpu);
  const pve = valueOf(view?.facts?.pve);
  return [...(cpu ? [cpuName(cpu.modelName)] : []), ...(pve ? [`Proxmox VE ${pve.version}`] : [])];
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [`### ${title}`, '', line(heads), line(heads.map(() => '---')), ...rows.map((cells) => line(cells.map(escapeMarkdown)))].join('\n');
}
