/**
 * AMD's container files: a table that tells which CPUs are equivalent, then patches; and again, container after container.
 * A patch is checked by the CPU itself: a container carries no checksum that could be tried here.
 * Source: arch/x86/kernel/cpu/microcode/amd.c at v6.12.
 */
import { type UpdateError, dateOf, hex, u16, u32, viewOf } from './bytes';

export interface AmdUpdate {
  /** The first of `equivalents`. */
  readonly signature: number;
  /** Unsigned; AMD calls it the patch level. */
  readonly revision: number;
  /** ISO, undefined where the header has no day of the calendar. */
  readonly date: string | undefined;
  /** Every signature that the container's table maps to this patch. */
  readonly equivalents: readonly number[];
  /** Bytes, without the section's header. */
  readonly totalSize: number;
  readonly offset: number;
}

const magic = 0x00414d44;
const containerHeaderSize = 12;
const equivalenceSize = 16;
const sectionHeaderSize = 8;
const patchHeaderSize = 64;
const patchType = 1;

/**
 * Every patch that the file's containers hold, in order. A patch for no CPU of the table is an error and is passed over;
 * reading ends where types or sizes cannot be true. Never throws, and reads each byte a bounded number of times.
 */
export function parseAmdContainers(bytes: Uint8Array): { updates: AmdUpdate[]; errors: UpdateError[] } {
  const view = viewOf(bytes);
  const updates: AmdUpdate[] = [];
  const errors: UpdateError[] = [];
  let equivalences: ReadonlyMap<number, readonly number[]> = new Map();
  /** Of the container that had no patch so far. */
  let bare: number | undefined;
  const tellBare = () => {
    if (bare !== undefined) errors.push({ offset: bare, message: 'The container has no patch behind its table of equivalent CPUs: the file may be cut short' });
  };
  let offset = 0;
  if (view.byteLength === 0) errors.push({ offset, message: 'The file is empty' });
  while (offset < view.byteLength) {
    const begins = offset === 0 || (view.byteLength - offset >= 4 && u32(view, offset) === magic);
    const size = begins ? containerSize(view, offset) : sectionSize(view, offset);
    if (typeof size === 'string') {
      errors.push({ offset, message: size });
      return { updates, errors };
    }
    if (begins) {
      tellBare();
      bare = offset;
      const table = equivalencesAt(view, offset + containerHeaderSize, size - containerHeaderSize);
      equivalences = table.map;
      if (table.problem !== undefined) errors.push({ offset, message: table.problem });
    } else {
      bare = undefined;
      const update = patchAt(view, offset + sectionHeaderSize, size - sectionHeaderSize, equivalences);
      if (typeof update === 'string') errors.push({ offset, message: update });
      else updates.push(update);
    }
    offset += size;
  }
  tellBare();
  return { updates, errors };
}

/** Bytes that the header and the table of a container take, or why this is no container. */
function containerSize(view: DataView, offset: number): number | string {
  const left = view.byteLength - offset;
  if (left < 4 || u32(view, offset) !== magic) return 'No container begins here: the mark of AMD containers is missing';
  if (left < containerHeaderSize) return `The file ends within the header of a container: ${left} of ${containerHeaderSize} bytes are there`;
  const type = u32(view, offset + 4);
  if (type !== 0) return `The container begins with a section of type ${hex(type)} in place of the table of equivalent CPUs`;
  const size = u32(view, offset + 8);
  if (size === 0 || size % equivalenceSize !== 0) return `The table of equivalent CPUs tells a size of ${size} bytes, which is no multiple of ${equivalenceSize}`;
  if (size > left - containerHeaderSize) return `The file is cut short: the table of equivalent CPUs tells ${size} bytes, and ${left - containerHeaderSize} are there`;
  return containerHeaderSize + size;
}

/** Which signatures each equivalence id stands for, up to the entry of zeros that ends the table. */
function equivalencesAt(view: DataView, table: number, size: number): { map: ReadonlyMap<number, readonly number[]>; problem: string | undefined } {
  const map = new Map<number, number[]>();
  for (let at = table; at < table + size; at += equivalenceSize) {
    const installed = u32(view, at);
    if (installed === 0) return { map, problem: undefined };
    const id = u16(view, at + 12);
    const known = map.get(id);
    if (known) known.push(installed);
    else map.set(id, [installed]);
  }
  return { map, problem: 'The table of equivalent CPUs has no end: the entry of zeros is missing' };
}

/** Bytes that a section takes, or why this is no section with a patch. */
function sectionSize(view: DataView, offset: number): number | string {
  const left = view.byteLength - offset;
  if (left < sectionHeaderSize) return `The file ends within the header of a section: ${left} of ${sectionHeaderSize} bytes are there`;
  const type = u32(view, offset);
  if (type !== patchType) return `The section is of type ${hex(type)}, and only patches (1) can follow here`;
  const size = u32(view, offset + 4);
  if (size < patchHeaderSize) return `The patch tells a size of ${size} bytes, less than its header of ${patchHeaderSize}`;
  if (size > left - sectionHeaderSize) return `The file is cut short: the patch tells ${size} bytes, and ${left - sectionHeaderSize} are there`;
  return sectionHeaderSize + size;
}

/** The patch at `offset`, or why no CPU can be told for it. */
function patchAt(view: DataView, offset: number, totalSize: number, equivalences: ReadonlyMap<number, readonly number[]>): AmdUpdate | string {
  const revision = u32(view, offset + 4);
  const id = u16(view, offset + 24);
  const equivalents = equivalences.get(id);
  const signature = equivalents?.[0];
  if (equivalents === undefined || signature === undefined) return `Patch ${hex(revision)} is for CPUs of the id ${hex(id)}, which the container's table does not have`;
  return { signature, revision, date: dateOf(u32(view, offset)), equivalents: [...new Set(equivalents)], totalSize, offset };
}
