/** What a reboot changed beside the microcode: whoever compares has to know. */
import type { Boot, PackageChange } from './types';

export interface BootChanges {
  /** Each as before and after; undefined where it stayed the same, or is not known of both boots. */
  readonly kernel: Change | undefined;
  readonly bios: Change | undefined;
  /** Words of the kernel's command line that went and that came. */
  readonly parameters: { readonly gone: readonly string[]; readonly come: readonly string[] } | undefined;
  /** What could not be compared. */
  readonly unknown: readonly ('kernel' | 'BIOS' | 'command line')[];
  /** Packages that bear on guests, installed since the boot before began: the reboot made them count at the latest. */
  readonly packages: PackageChange['notable'];
}

interface Change {
  readonly before: string;
  readonly after: string;
}

export function changesAt(before: Boot, after: Boot, packages: readonly PackageChange[]): BootChanges {
  const unknown: BootChanges['unknown'][number][] = [];
  const compare = (name: BootChanges['unknown'][number], a: string | undefined, b: string | undefined): Change | undefined => {
    if (a === undefined || b === undefined) unknown.push(name);
    return a === undefined || b === undefined || a === b ? undefined : { before: a, after: b };
  };
  const kernel = compare('kernel', before.kernel, after.kernel);
  const bios = compare('BIOS', before.bios, after.bios);
  const line = compare('command line', before.parameters?.join(' '), after.parameters?.join(' '));
  const gone = before.parameters?.filter((word) => after.parameters?.includes(word) === false) ?? [];
  const come = after.parameters?.filter((word) => before.parameters?.includes(word) === false) ?? [];
  return {
    kernel,
    bios,
    parameters: line && gone.length + come.length > 0 ? { gone, come } : undefined,
    unknown,
    packages: packages.filter(({ time }) => time >= before.from && time <= after.from).flatMap(({ notable }) => notable.filter(bearsOnGuests)),
  };
}

/** The microcode is what is compared, and the kernel is told by what runs: the rest. */
export function bearsOnGuests({ name }: PackageChange['notable'][number]): boolean {
  return !/microcode|kernel|^linux-image/.test(name);
}
