/** What a mark of the picture, a row of the table and a line of the export say: the same words in all of them. */
import { type Boot, type Death, type HostHistory, type PackageChange, span, valueOf } from '../../host';
import { count, hex } from '../hosts/words';
import { type Zone, moment } from './moments';

/** Who reads it, and what they may know. */
export interface Reader {
  readonly zone: Zone;
  /** A guest's name, where there is one that may be told. */
  readonly nameOf: (vmid: number) => string | undefined;
}

export function guestWords(vmid: number | undefined, { nameOf }: Reader): string {
  if (vmid === undefined) return 'not known';
  const name = nameOf(vmid);
  return name === undefined ? String(vmid) : `${vmid} ${name}`;
}

export function whoDied({ vmid, vmidGuessed }: Death, reader: Reader): string {
  return `${vmidGuessed ? 'perhaps ' : ''}${guestWords(vmid, reader)}`;
}

export function revisionWords({ revision }: Boot): string {
  return revision === undefined ? 'not known' : hex(revision);
}

export function kernelWords({ kernel }: Boot): string {
  return kernel ?? 'not known';
}

/** `KVM internal error. Suberror: 3, 3 lines`. */
export function whatWasPrinted({ message, lines }: Death): string {
  return `${message}${lines > 1 ? ` (${count(lines, 'line')} within minutes)` : ''}`;
}

export function deathWords(death: Death, boot: Boot | undefined, reader: Reader): string {
  const where = boot ? ` Microcode ${revisionWords(boot)}, kernel ${kernelWords(boot)}.` : '';
  return `${moment(death.time, reader.zone)}: guest ${whoDied(death, reader)} died. ${whatWasPrinted(death)}.${where}`;
}

export function bootWords(boot: Boot, deaths: number, reader: Reader): string {
  return `${moment(boot.from, reader.zone)}: boot${boot.current ? ' that runs now' : ''}, kernel ${kernelWords(boot)}, microcode ${revisionWords(boot)}. It ran ${span(boot.until - boot.from).text}${boot.current ? ' so far' : ''}, with ${count(deaths, 'failure')}.`;
}

/** `intel-microcode 3.1 → 3.2, pve-qemu-kvm removed`; what apt was called with only where words of the host may be told. */
export function changeWords({ notable, count: all, command }: PackageChange, withCommand: boolean): string {
  const named = notable.map(({ name, action, before, after }) => (action === 'upgrade' ? `${name} ${before ?? '?'} → ${after ?? '?'}` : `${name} ${after ?? before ?? ''} ${action === 'install' ? 'installed' : 'removed'}`.replace(/ {2,}/g, ' ')));
  const number = all === undefined ? [] : [count(all, 'package')];
  return [...number, ...named].join(', ') + (withCommand && command !== undefined ? ` (${command})` : '');
}

export function deathsIn(history: HostHistory, { id }: Boot): number {
  return (valueOf(history.deaths) ?? []).filter(({ bootId }) => bootId === id).length;
}
