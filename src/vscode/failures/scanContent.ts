/** What a file holds, told by its first bytes, and its text piece by piece. Plain Node: bytes come in, text goes out. */
import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';

/** A file that holds no log that could be read here, with the way on. */
export class NotScanned extends Error {}

const xz = [0xfd, 0x37, 0x7a, 0x58, 0x5a];
const zstd = [0x28, 0xb5, 0x2f, 0xfd];
const bzip2 = [0x42, 0x5a, 0x68];
const gzip = [0x1f, 0x8b];
const journal = [...Buffer.from('LPKSHHRH')];

export type Bytes = AsyncIterable<Uint8Array>;

/** Looked at for what the file is. */
const firstBytes = 8192;

/** The text of a plain or gzip-packed log; throws NotScanned for what is neither. Memory does not grow with the file. */
export async function* textOf(bytes: Bytes): AsyncGenerator<string> {
  const { first, all } = await peek(bytes);
  const begins = (magic: readonly number[]) => magic.every((byte, index) => first[index] === byte);
  if (begins(xz)) throw new NotScanned('packed with xz, which VS Code’s Node.js cannot unpack: run “unxz -k” on it where it lies, or scan the host’s logs from the tree');
  if (begins(zstd)) throw new NotScanned('packed with zstd, which VS Code’s Node.js cannot unpack: run “unzstd” on it where it lies, or scan the host’s logs from the tree');
  if (begins(bzip2)) throw new NotScanned('packed with bzip2, which VS Code’s Node.js cannot unpack: run “bunzip2 -k” on it where it lies');
  if (begins(journal)) throw new NotScanned('a journal’s own file: “journalctl --file” prints it, and what it prints can be scanned');
  yield* begins(gzip) ? unpacked(all) : decoded(all);
}

async function* unpacked(packed: Bytes): AsyncGenerator<string> {
  // Several members, as logrotate or cat leave them, are one text.
  const gunzip = createGunzip({ chunkSize: 262_144 });
  const source = Readable.from(packed, { objectMode: false });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    yield* textOf(gunzip);
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR' ? new Error('the packed data ends too early: the file was cut off', { cause: error }) : damaged(error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function damaged(error: unknown): unknown {
  const isZlibs = error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
  return isZlibs ? new Error(`the packed data is damaged (${error.message})`, { cause: error }) : error;
}

async function* decoded(bytes: Bytes): AsyncGenerator<string> {
  const { first, all } = await peek(bytes);
  const decoder = new TextDecoder(encodingOf(first));
  for await (const piece of all) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

/** By its mark; NUL bytes are no text, but for the lengths that a journal's export has. */
function encodingOf(first: Uint8Array): string {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  const head = Buffer.from(first.subarray(0, firstBytes));
  if (head.includes(0) && !head.includes('__REALTIME_TIMESTAMP=')) throw new NotScanned('no text');
  return 'utf-8';
}

/** The first bytes, and all of them still to come. */
async function peek(bytes: Bytes): Promise<{ readonly first: Uint8Array; readonly all: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < firstBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  const first = Buffer.concat(pieces);
  return { first, all: chain(first, iterator) };
}

async function* chain(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
