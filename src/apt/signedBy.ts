/** Who may sign an archive: the value of Signed-By as `NormalizeSignedBy` of apt-pkg/deb/debmetaindex.cc reads it. */

/** Empty for what apt takes for no fingerprint; of a key that stands in the file itself, its lines. */
export function normalizeSignedBy(value: string): string {
  if (value.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----')) return keyLines(value);
  const signers = value.split(/[\t-\r ,]/).filter((signer) => signer !== '').map(normalizeSigner);
  return signers.includes('') ? '' : signers.join(',');
}

/** Paths are taken as they are, whether the file exists or not; a `!` behind a fingerprint rules out its subkeys. */
function normalizeSigner(signer: string): string {
  if (signer.startsWith('/')) return signer;
  return /^[0-9a-fA-F]{40}!?$/.test(signer) ? signer.toUpperCase() : '';
}

/** A dot alone stands for an empty line. */
function keyLines(value: string): string {
  const lines = value.split('\n').map((line) => line.replace(/^[\t-\r ]+|[\t-\r ]+$/g, ''));
  // A newline at the very end begins no further line.
  if (lines.at(-1) === '' && value.endsWith('\n')) lines.pop();
  return lines.map((line) => `${line === '.' ? '' : line}\n`).join('');
}
