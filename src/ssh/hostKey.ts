/** A host key as bytes: its type and its fingerprint. RFC 4253, 6.6: a blob starts with its type as a string. */
import { createHash } from 'node:crypto';

/** The type that the blob names, if its fields fill it exactly. */
export function readKeyType(blob: Uint8Array): string | undefined {
  const fields = readFields(blob);
  return fields && fields.length > 1 ? fields[0]?.toString('latin1') : undefined;
}

/** As ssh shows it: SHA256, base64 without padding. */
export function fingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** What comes before the first space of a host key algorithm's key: rsa-sha2-512 signs with keys of type ssh-rsa. */
export function keyTypeOfAlgorithm(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

function readFields(blob: Uint8Array): Buffer[] | undefined {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined;
    const length = bytes.readUInt32BE(at);
    at += 4;
    if (length > bytes.length - at) return undefined;
    fields.push(bytes.subarray(at, at + length));
    at += length;
  }
  return fields;
}
