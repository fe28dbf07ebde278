/** Arguments from hell, and a seeded source of more. */

export const hellish: readonly string[] = [
  '', ' ', "'", "''", '"', '\\', '\\\\', "\\'", 'a\nb', '\n', '\r\n', '\t', '$(touch x)', '`touch x`', '${HOME}', '$$', '*', '?', '[a]', '~',
  '-n', '--', '#', '!', '!!', ';', '&', '|', '<', '>', '(', ')', '{a,b}', 'é😀', '%s', '\u001b[31m', "it's $HOME \\n \"x\"", '\\n', "'\\''",
];

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomWords(count: number, seed: number): string[] {
  const random = seeded(seed);
  const alphabet = ["'", '"', '\\', '$', '`', '\n', ' ', 'a', '!', '*', ';', 'é', '(', ')', '~', '#', '='];
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(random() * 12) }, () => alphabet[Math.floor(random() * alphabet.length)]).join(''),
  );
}
