import assert from 'node:assert/strict';
import { deflateSync, inflateSync } from 'node:zlib';
import { smallPng } from '../vscode/pictures/smallPng';

/** A part of a PNG; nothing here looks at its check. */
function part(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

/** Lines of a filter and the bytes behind it. */
function png(width: number, lines: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(lines.length, 4);
  header.set([8, 2], 8);
  return Buffer.concat([Buffer.alloc(8), part('IHDR', header), part('IDAT', deflateSync(Buffer.from(lines.flat()))), part('IEND', Buffer.alloc(0))]);
}

const dataOf = (file: Buffer, type: string): Buffer => {
  const at = file.indexOf(type);
  return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
};

/** The colours of a picture with a palette, pixel by pixel. */
function colours(file: Buffer): string[] {
  const [table, lines, width] = [dataOf(file, 'PLTE'), inflateSync(dataOf(file, 'IDAT')), dataOf(file, 'IHDR').readUInt32BE(0)];
  return [...lines].flatMap((index, at) => (at % (width + 1) === 0 ? [] : [table.subarray(3 * index, 3 * index + 3).toString('hex')]));
}

describe('a small PNG', () => {
  it('has the pixels that were there, by whatever filter each line came', () => {
    const none = [0, 1, 2, 3, 4, 5, 6];
    const left = [1, 7, 7, 7, 1, 1, 1];
    const up = [2, 1, 1, 1, 1, 1, 1];
    const average = [3, 4, 4, 4, 0, 0, 0];
    const paeth = [4, 1, 1, 1, 1, 1, 1];
    assert.deepEqual(colours(smallPng(png(2, [none, left, up, average, paeth]))), ['010203', '040506', '070707', '080808', '080808', '090909', '080808', '080808', '090909', '0a0a0a']);
  });

  it('keeps the frequent colours as they are, and gives a rare one the nearest that is there', () => {
    const grey = [...new Array<number>(300).keys()].map((index) => [index & 255, index & 255, 100 + (index >> 8)]);
    const line = [0, ...grey.flat(), ...new Array<number[]>(50).fill([9, 9, 9]).flat()];
    const shown = colours(smallPng(png(350, [line])));
    assert.ok(new Set(shown).size <= 256);
    assert.deepEqual(shown.slice(300), new Array(50).fill('090909'));
    shown.slice(0, 300).forEach((colour, index) => {
      const apart = [0, 2, 4].map((at, channel) => Math.abs(Number.parseInt(colour.slice(at, at + 2), 16) - (grey[index]?.[channel] ?? 0)));
      assert.ok(Math.max(...apart) <= 4, `${colour} for ${String(grey[index])}`);
    });
  });
});
