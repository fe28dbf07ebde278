/** Files beside the sources that nobody means apt to read: copies that editors, dpkg and people leave. */

/** Mostly those of apt's `Dir::Ignore-Files-Silently`, of which it says nothing; and `.bak2`, `.disabled-by-hand`. */
export function isLeftover(fileName: string): boolean {
  return /(?:~|\.(?:disabled|bak|backup|save|orig|old|dpkg-[a-z]+|ucf-[a-z]+|distUpgrade|swp|tmp)(?:[-._0-9].*)?)$/i.test(fileName);
}
