/**
 * What a host does that exchanges keys anew while it sends (RekeyLimit in sshd_config(5); hardening guides set an hour): ssh2
 * 1.17.0 writes what it has to say meanwhile five bytes too far into its packet (lib/protocol/zlib.js: `alloc` makes room for the
 * payload alone, `allocStart` stays behind a header), and the host ends the connection as corrupted.
 */

/** Before the header is there, which ssh2 puts on after the exchange, a payload begins at 0. */
const beforeHeader = 0;
/** Four bytes of length and one of padding length (RFC 4253 §6). */
const behindHeader = 5;

interface Writer {
  readonly _protocol: { readonly _kexinit: unknown };
}

/** Mends it for all connections of this process; doing so again changes nothing. */
export async function mendKeyExchange(): Promise<void> {
  const { default: { PacketWriter } } = await import('ssh2/lib/protocol/zlib.js');
  Object.defineProperty(PacketWriter.prototype, 'allocStart', {
    configurable: true,
    get(this: Writer) {
      return this._protocol._kexinit === undefined ? behindHeader : beforeHeader;
    },
    // The constructor sets it once and for all.
    set: () => undefined,
  });
}
