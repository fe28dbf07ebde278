/** Damage as disks, cut connections and bad intent do it. */
import { type Choose, concat } from './build';

/** Numbers at which a reader that trusts sizes goes wrong. */
const telling = [0, 1, 4, 12, 16, 47, 48, 64, 1023, 1024, 2000, 2048, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff, 0x00414d44];

/** A copy of `bytes` with one to four changes; `other` is where foreign parts come from. Never longer than `bytes`. */
export function mutate(bytes: Uint8Array, choose: Choose, other: Uint8Array): Uint8Array {
  let copy: Uint8Array = bytes.slice();
  for (let left = 1 + choose(4); left > 0 && copy.length > 64; left -= 1) copy = change(copy, choose, other);
  return copy;
}

function change(copy: Uint8Array, choose: Choose, other: Uint8Array): Uint8Array {
  // A third of the time in the first headers: that is where a wrong byte does most.
  const at = choose(3) === 0 ? choose(Math.min(64, copy.length)) : choose(copy.length);
  const length = Math.min(1 + choose(choose(3) === 0 ? 4096 : 16), copy.length - at);
  switch (choose(7)) {
    case 0:
      copy[at]! ^= 1 << choose(8);
      return copy;
    case 1: {
      const word = Math.min(at - (at % 4), copy.length - 4);
      new DataView(copy.buffer).setUint32(word, choose(3) === 0 ? choose(4294967296) : telling[choose(telling.length)]!, true);
      return copy;
    }
    case 2:
      return copy.slice(0, 1 + choose(copy.length));
    case 3:
      return copy.fill(choose(2) === 0 ? 0 : 0xff, at, at + length);
    case 4: {
      const from = choose(other.length);
      copy.set(other.subarray(from, from + length).subarray(0, copy.length - at), at);
      return copy;
    }
    case 5:
      return copy.copyWithin(at, choose(copy.length), copy.length);
    default:
      return concat(copy.subarray(0, at), copy.subarray(at + length));
  }
}
