/** What a host printed, made fit for a sentence that a person reads. */

/** Its last part, where the reason stands, without the characters that a terminal or a dialog would obey. */
export function excerpt(text: string, most = 1_000): string {
  // Control and format characters (U+202E turns what follows around) but line ends and tabs.
  const plain = text.replace(/[^\P{C}\n\t]/gu, '').trim();
  return plain.length > most ? `…${plain.slice(-most)}` : plain;
}
