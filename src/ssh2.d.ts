/** The part of ssh2's inside that keyExchange.ts mends. */
declare module 'ssh2/lib/protocol/zlib.js' {
  const module: { readonly PacketWriter: new (protocol: { readonly _kexinit: unknown }) => object };
  export default module;
}
