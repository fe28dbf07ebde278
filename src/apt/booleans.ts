/** Words and numbers in the values of options, as apt-pkg/contrib/strutl.cc and the C library understand them. */
import { cString } from './bytes';

const no = new Set(['no', 'false', 'without', 'off', 'disable']);
const yes = new Set(['yes', 'true', 'with', 'on', 'enable']);

/** `StringToBool`: undefined where apt takes its default, as for `n`, `maybe` and `2`. */
export function stringToBool(text: string): boolean | undefined {
  const number = integer(text);
  if (number === 0 || number === 1) return number === 1;
  const word = cString(text).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return no.has(word) ? false : yes.has(word) ? true : undefined;
}

/** strtol(3) with base 0, all of the text, put into an int: `0x1` and ` 01` are numbers, and 4294967296 is 0. */
function integer(text: string): number | undefined {
  const match = /^[\t-\r ]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
  // Where no digit comes at all nothing was converted, and the end of the text is its beginning.
  if (!match) return text === '' ? 0 : undefined;
  const [, sign, digits = ''] = match;
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = sign === '-' ? -magnitude : magnitude;
  const limit = 2n ** 63n;
  return Number(BigInt.asIntN(32, value >= limit ? limit - 1n : value < -limit ? -limit : value));
}

/** strtoull(3) with base 10: what follows the digits is ignored, and no digits are 0. */
export function unsignedNumber(text: string): bigint {
  const [, sign, digits] = /^[\t-\r ]*([+-]?)([0-9]+)/.exec(text) ?? [];
  if (digits === undefined) return 0n;
  const value = BigInt(digits);
  const limit = 2n ** 64n;
  if (value >= limit) return limit - 1n;
  return BigInt.asUintN(64, sign === '-' ? -value : value);
}
