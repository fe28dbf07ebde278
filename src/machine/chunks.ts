/** Output that is kept, chunk by chunk. */

/** Smaller chunks are put together: a host may send byte by byte, and every buffer costs a hundred bytes of its own. */
const small = 4 * 1024;

/** Adds `chunk` to those that came before. */
export function append(chunks: Buffer[], chunk: Buffer): void {
  const last = chunks.at(-1);
  if (last && last.length + chunk.length <= small) chunks[chunks.length - 1] = Buffer.concat([last, chunk]);
  else chunks.push(chunk);
}
