/**
 * Intel's update files, as the kernel reads them: one or more updates, each a header of 48 bytes, data, and perhaps a
 * table of further signatures that the same data serves.
 * Sources: Intel SDM volume 3, "Microcode update facilities"; arch/x86/kernel/cpu/microcode/intel.c at v6.12.
 */
import { type UpdateError, dateOf, hex, u32, viewOf } from './bytes';

/** Which CPUs an update is for: those of this signature whose platform bit is in the mask. */
export interface ExtendedSignature {
  readonly signature: number;
  readonly platformMask: number;
}

export interface IntelUpdate {
  readonly signature: number;
  readonly platformMask: number;
  /** Unsigned. */
  readonly revision: number;
  /** ISO, undefined where the header has no day of the calendar. */
  readonly date: string | undefined;
  /** Bytes, header and table included. */
  readonly totalSize: number;
  readonly offset: number;
  readonly extendedSignatures: readonly ExtendedSignature[];
}

const headerSize = 48;
const tableHeaderSize = 20;
const tableEntrySize = 12;
/** What a header with a data size of 0 stands for. */
const oldDataSize = 2000;
const oldTotalSize = 2048;

/**
 * Every sound update of a file, in order. What is not sound is in `errors` and not in `updates`; reading goes on behind
 * an update with a wrong checksum, and ends where sizes cannot be true. Never throws, and reads each byte a bounded
 * number of times.
 */
export function parseIntelUpdates(bytes: Uint8Array): { updates: IntelUpdate[]; errors: UpdateError[] } {
  const view = viewOf(bytes);
  const updates: IntelUpdate[] = [];
  const errors: UpdateError[] = [];
  let offset = 0;
  while (offset < view.byteLength) {
    const sizes = sizesAt(view, offset);
    if (typeof sizes === 'string') {
      errors.push({ offset, message: sizes });
      break;
    }
    const update = updateAt(view, offset, sizes);
    if (typeof update === 'string') errors.push({ offset, message: update });
    else updates.push(update);
    offset += sizes.total;
  }
  if (view.byteLength === 0) errors.push({ offset: 0, message: 'The file is empty' });
  return { updates, errors };
}

interface Sizes {
  readonly data: number;
  readonly total: number;
}

/** The sizes that the header at `offset` tells, or why they cannot be true. */
function sizesAt(view: DataView, offset: number): Sizes | string {
  const left = view.byteLength - offset;
  if (left < headerSize) return `The file ends within a header: ${left} of ${headerSize} bytes are there`;
  const header = u32(view, offset);
  if (header !== 1) return `No update begins here: its header would be of version ${hex(header)}, and only 1 is known`;
  const loader = u32(view, offset + 20);
  if (loader !== 1) return `The update wants a loader of version ${hex(loader)}, and only 1 is known`;
  const told = u32(view, offset + 28);
  const data = told === 0 ? oldDataSize : told;
  const total = told === 0 ? oldTotalSize : u32(view, offset + 32);
  if (data % 4 !== 0) return `The update tells a data size of ${data} bytes, which is no multiple of 4`;
  if (total % 1024 !== 0) return `The update tells a total size of ${total} bytes, which is no multiple of 1024`;
  if (total < data + headerSize) return `The update tells a total size of ${total} bytes, less than its header and ${data} bytes of data`;
  if (total > left) return `The file is cut short: the update tells a total size of ${total} bytes, and ${left} are there`;
  return { data, total };
}

/** The update at `offset`, or what is wrong with its content. */
function updateAt(view: DataView, offset: number, { data, total }: Sizes): IntelUpdate | string {
  const sum = sumOf(view, offset, total);
  if (sum !== 0) return `The checksum is wrong: the update is damaged (its numbers add up to ${hex(sum)} instead of 0)`;
  const table = offset + headerSize + data;
  const extendedSignatures = signaturesAt(view, table, offset + total - table, checkedSum(view, offset));
  if (typeof extendedSignatures === 'string') return extendedSignatures;
  return {
    signature: u32(view, offset + 12),
    platformMask: u32(view, offset + 24),
    revision: u32(view, offset + 4),
    date: dateOf(u32(view, offset + 8)),
    totalSize: total,
    offset,
    extendedSignatures,
  };
}

/** The entries of the table of extended signatures in `size` bytes, or what is wrong with it; none where `size` is 0. */
function signaturesAt(view: DataView, table: number, size: number, expected: number): ExtendedSignature[] | string {
  if (size === 0) return [];
  if (size < tableHeaderSize) return `The extended signatures have no room: ${size} bytes are there, and their header takes ${tableHeaderSize}`;
  const count = u32(view, table);
  const wanted = tableHeaderSize + count * tableEntrySize;
  if (wanted !== size) return `The table of extended signatures tells ${count} entries, which take ${wanted} bytes, and ${size} are there`;
  const sum = sumOf(view, table, size);
  if (sum !== 0) return `The checksum of the extended signatures is wrong: their table is damaged (its numbers add up to ${hex(sum)} instead of 0)`;
  const entries = Array.from({ length: count }, (_, index) => table + tableHeaderSize + index * tableEntrySize);
  const wrong = entries.findIndex((entry) => sumOf(view, entry, tableEntrySize) !== expected);
  if (wrong >= 0) return `The checksum of extended signature ${wrong + 1} of ${count} is wrong`;
  return entries.map((entry) => ({ signature: u32(view, entry), platformMask: u32(view, entry + 4) }));
}

/** An extended entry takes the place of the header's signature, mask and checksum: these three add up to the same. */
function checkedSum(view: DataView, offset: number): number {
  return (u32(view, offset + 12) + u32(view, offset + 16) + u32(view, offset + 24)) >>> 0;
}

function sumOf(view: DataView, offset: number, length: number): number {
  let sum = 0;
  for (let at = offset; at < offset + length; at += 4) sum = (sum + u32(view, at)) >>> 0;
  return sum;
}
