/**
 * ssh2, which ssh2Link loads on the first connection and gives to the others, with one mistake of its version 1.17.0 mended. A host
 * may exchange keys anew while it sends (RekeyLimit in sshd_config(5); hardening guides set an hour). What is to be sent meanwhile
 * ssh2 writes five bytes too far into its packet, and the host ends the connection as corrupted: in lib/protocol/zlib.js `alloc`
 * makes room for the payload alone, while `allocStart` stays behind a header.
 */
import ssh2 from 'ssh2';
import zlib from 'ssh2/lib/protocol/zlib.js';

/** Before the header is there, which ssh2 puts on after the exchange, a payload begins at 0. */
const beforeHeader = 0;
/** Four bytes of length and one of padding length (RFC 4253 §6). */
const behindHeader = 5;

interface Writer {
  readonly _protocol: { readonly _kexinit: unknown };
}

Object.defineProperty(zlib.PacketWriter.prototype, 'allocStart', {
  get(this: Writer) {
    return this._protocol._kexinit === undefined ? behindHeader : beforeHeader;
  },
  // The constructor sets it once and for all.
  set: () => undefined,
});

/** As a value, for those who are given it: what they import of this file is its type alone. */
export type Ssh2 = typeof ssh2;

export default ssh2;
