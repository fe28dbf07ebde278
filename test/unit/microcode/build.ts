/** Builds update files of both vendors, sound unless told otherwise, and chooses what is in them. */

export interface IntelParts {
  readonly signature: number;
  readonly platformMask: number;
  readonly revision: number;
  /** As the header has it: 0x04052024 for 2024-04-05. */
  readonly dateCode: number;
  /** The content; its length is a multiple of 4. */
  readonly data: Uint8Array;
  readonly extendedSignatures: readonly { readonly signature: number; readonly platformMask: number }[];
  /** Whether the header tells its sizes as 0, which stands for 2000 and 2048. */
  readonly oldSizes?: boolean;
}

const negated = (sum: number): number => -sum >>> 0;

function sum(view: DataView, start: number, end: number): number {
  let total = 0;
  for (let at = start; at < end; at += 4) total = (total + view.getUint32(at, true)) >>> 0;
  return total;
}

/** One update; the data is filled up so that the total size is a multiple of 1024. */
export function buildIntel({ signature, platformMask, revision, dateCode, data, extendedSignatures, oldSizes = false }: IntelParts): Uint8Array {
  const tableSize = extendedSignatures.length === 0 ? 0 : 20 + extendedSignatures.length * 12;
  const total = oldSizes ? 2048 : Math.ceil((48 + data.length + tableSize) / 1024) * 1024;
  const dataSize = total - 48 - tableSize;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, value: number) => view.setUint32(offset, value, true);
  bytes.set(data.subarray(0, dataSize), 48);
  for (const [offset, value] of [[0, 1], [4, revision], [8, dateCode], [12, signature], [20, 1], [24, platformMask], [28, oldSizes ? 0 : dataSize], [32, oldSizes ? 0 : total]] as const) put(offset, value);
  const table = 48 + dataSize;
  if (tableSize > 0) {
    put(table, extendedSignatures.length);
    // The checksum of the whole, as it will be: the table adds up to 0 and so does not take part in it.
    const checksum = negated(sum(view, 0, table));
    extendedSignatures.forEach((entry, index) => {
      const at = table + 20 + index * 12;
      put(at, entry.signature);
      put(at + 4, entry.platformMask);
      put(at + 8, (signature + platformMask + checksum - entry.signature - entry.platformMask) >>> 0);
    });
    put(table + 4, negated(sum(view, table, total)));
  }
  put(16, negated(sum(view, 0, total)));
  return bytes;
}

/** Makes the whole add up to 0 again, after a change that this is not meant to find. */
export function withChecksum(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  view.setUint32(16, 0, true);
  view.setUint32(16, negated(sum(view, 0, copy.length)), true);
  return copy;
}

export interface AmdPatch {
  readonly revision: number;
  readonly dateCode: number;
  readonly id: number;
  readonly size: number;
}

export interface AmdParts {
  readonly equivalences: readonly { readonly signature: number; readonly id: number }[];
  readonly patches: readonly AmdPatch[];
  /** Without it the table lacks its end. */
  readonly terminated?: boolean;
}

/** One container. */
export function buildAmd({ equivalences, patches, terminated = true }: AmdParts): Uint8Array {
  const tableSize = (equivalences.length + (terminated ? 1 : 0)) * 16;
  const bytes = new Uint8Array(12 + tableSize + patches.reduce((total, { size }) => total + 8 + size, 0));
  const view = new DataView(bytes.buffer);
  const put = (offset: number, value: number) => view.setUint32(offset, value, true);
  put(0, 0x00414d44);
  put(8, tableSize);
  equivalences.forEach(({ signature, id }, index) => {
    put(12 + index * 16, signature);
    view.setUint16(12 + index * 16 + 12, id, true);
  });
  let at = 12 + tableSize;
  for (const { revision, dateCode, id, size } of patches) {
    put(at, 1);
    put(at + 4, size);
    put(at + 8, dateCode);
    put(at + 12, revision);
    view.setUint16(at + 8 + 24, id, true);
    bytes.fill(0xa5, at + 8 + 64, at + 8 + size);
    at += 8 + size;
  }
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A seeded choice below a number (mulberry32). */
export type Choose = (below: number) => number;

export function choices(seed: number): Choose {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const digits = (value: number, length: number): string => String(value).padStart(length, '0');

/** A day as the header has it, and as ISO. */
export function someDay(choose: Choose): { dateCode: number; date: string } {
  const [year, month, day] = [digits(1998 + choose(40), 4), digits(1 + choose(12), 2), digits(1 + choose(28), 2)];
  return { dateCode: Number(`0x${month}${day}${year}`), date: `${year}-${month}-${day}` };
}

/** An update as only a seed can think it up; every number keeps to 32 bits, revisions above 2^31 among them. */
export function someIntel(choose: Choose): IntelParts & { readonly date: string } {
  const word = () => choose(4294967296);
  const oldSizes = choose(6) === 0;
  const data = Uint8Array.from({ length: oldSizes ? 2000 : 4 * (1 + choose(600)) }, () => choose(256));
  // iucode_tool takes no revision 0, and a signature or mask of 0 is nobody's.
  const target = () => ({ signature: 1 + choose(0x0fffffff), platformMask: 1 + choose(255) });
  return {
    ...target(), ...someDay(choose), revision: Math.max(1, choose(3) === 0 ? word() : choose(4096)), data, oldSizes,
    extendedSignatures: oldSizes ? [] : Array.from({ length: Math.max(0, choose(6) - 2) }, target),
  };
}
