/** A screenshot with at most 256 colours: to the eye the same, and a third of the size. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = 8;
const most = 256;

/** As PNG, of one of 8 bits a channel that is not interlaced, as browsers write it; what shines through is taken as opaque. */
export function smallPng(png: Buffer): Buffer {
  const parts = partsOf(png);
  const header = Buffer.from(parts.find(({ type }) => type === 'IHDR')?.data ?? []);
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const pixels = unfiltered(inflateSync(Buffer.concat(parts.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : [])))), width * channels, height, channels);
  const colours = coloursOf(pixels, channels);
  const palette = paletteOf(colours);
  const places = new Map([...colours.keys()].map((colour) => [colour, nearest(palette, colour).index]));
  // Each line begins with its filter, and needs none: neighbours in the palette have nothing in common.
  const lines = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) lines[pixel + Math.floor(pixel / width) + 1] = places.get(pixels.readUIntBE(pixel * channels, 3)) ?? 0;
  header[9] = 3;
  const table = Buffer.alloc(3 * palette.length);
  palette.forEach((colour, index) => table.writeUIntBE(colour, 3 * index, 3));
  return Buffer.concat([png.subarray(0, signature), part('IHDR', header), part('PLTE', table), part('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })), part('IEND', Buffer.alloc(0))]);
}

interface Part {
  readonly type: string;
  readonly data: Buffer;
}

function partsOf(png: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = signature; at < png.length; ) {
    const length = png.readUInt32BE(at);
    parts.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return parts;
}

function part(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** PNG keeps of each byte what differs from its neighbours (W3C PNG, section 9); `step` is a pixel's bytes. */
function unfiltered(lines: Buffer, width: number, height: number, step: number): Buffer {
  const pixels = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (width + 1)] ?? 0;
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const left = x < step ? 0 : pixels[at - step] ?? 0;
      const up = y === 0 ? 0 : pixels[at - width] ?? 0;
      const corner = x < step || y === 0 ? 0 : pixels[at - width - step] ?? 0;
      pixels[at] = (lines[at + y + 1] ?? 0) + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
}

/** Each colour with how often it is there. */
function coloursOf(pixels: Buffer, channels: number): Map<number, number> {
  const colours = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, 3);
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return colours;
}

/** Surfaces and letters as they are, the most frequent first; of the shades at their edges no two that are too alike, so that the rare ones have room. */
function paletteOf(colours: ReadonlyMap<number, number>): number[] {
  const byCount = [...colours].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  for (let apart = 0; ; apart += 2) {
    const palette = byCount.slice(0, most / 8);
    for (const colour of byCount.slice(palette.length)) if (nearest(palette, colour).distance > apart) palette.push(colour);
    if (palette.length <= most) return palette;
  }
}

function nearest(palette: readonly number[], colour: number): { readonly index: number; readonly distance: number } {
  let best = { index: 0, distance: Infinity };
  palette.forEach((other, index) => {
    const distance = Math.max(...[16, 8, 0].map((shift) => Math.abs(((colour >> shift) & 255) - ((other >> shift) & 255))));
    if (distance < best.distance) best = { index, distance };
  });
  return best;
}
