/** The part of ssh2's inside that ssh2Mended.ts mends. */
declare module 'ssh2/lib/protocol/zlib.js' {
  const module: { readonly PacketWriter: new (protocol: { readonly _kexinit: unknown }) => object };
  export default module;
}
