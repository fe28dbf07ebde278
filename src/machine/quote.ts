/**
 * One word of a shell command. POSIX.1-2024, Shell Command Language, 2.2: nothing is special between single quotes.
 * A backslash stands outside of them, since fish (a login shell like any other) reads it inside too.
 */
export function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('A shell argument cannot hold a NUL character.');
  if (/^[A-Za-z0-9_/.:=@%+,-]+$/.test(word)) return word;
  return `'${word.replace(/['\\]/g, (special) => `'\\${special}'`)}'`;
}
