/**
 * What a private key file shows without its passphrase. The new format is described in OpenSSH's PROTOCOL.key: the public
 * half is in clear. The older PEM files (RFC 1421, PKCS #8) hide it, but say that they are encrypted.
 */

const magic = 'openssh-key-v1\0';

export function isEncrypted(file: Uint8Array): boolean {
  const own = readOwnFormat(file);
  if (own) return own.cipher !== 'none';
  return /Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED PRIVATE KEY|^Encryption: (?!none)/m.test(Buffer.from(file).toString('latin1'));
}

/** The public key as one line of an authorized_keys file, where the file shows it. */
export function publicPart(file: Uint8Array): string | undefined {
  const blob = readOwnFormat(file)?.publicKey;
  if (!blob || blob.length < 4) return undefined;
  const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
  return `${type} ${blob.toString('base64')}`;
}

function readOwnFormat(file: Uint8Array): { readonly cipher: string; readonly publicKey: Buffer } | undefined {
  const text = Buffer.from(file).toString('latin1');
  const [, body] = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text) ?? [];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return undefined;
  let at = magic.length;
  const string = () => {
    const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
    const field = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return field;
  };
  const cipher = string().toString('latin1');
  string(); // how the passphrase becomes a key
  string(); // its salt and rounds
  at += 4; // how many keys: one
  return { cipher, publicKey: string() };
}
