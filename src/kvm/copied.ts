/** A part of a text keeps the whole text in memory; a copy does not. */
export function copied(part: string): string {
  return Buffer.from(part, 'utf16le').toString('utf16le');
}
