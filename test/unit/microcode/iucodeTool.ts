/** iucode_tool as an oracle: what it finds in a file of Intel updates. */
import { spawnSync } from 'node:child_process';
import { parseIntelUpdates } from '../../../src/microcode';

const path = ['/usr/sbin/iucode_tool', '/sbin/iucode_tool', 'iucode_tool'].find((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0);

/** Why there is no oracle here; undefined where there is one. */
export const noIucodeTool = path === undefined ? 'iucode_tool is not installed' : undefined;

export interface Listing {
  readonly refused: boolean;
  /** "sig pf date revision size", then "  sig pf" for each extended signature. */
  readonly lines: readonly string[];
}

const header = /^\s*\d+\/\d+: sig 0x([\da-f]+), pf_mask 0x([\da-f]+), (\S+), rev 0x([\da-f]+), size (\d+)/;
const extended = /^\s+sig 0x([\da-f]+), pf_mask 0x([\da-f]+)/;
const hex = (digits = ''): string => Number.parseInt(digits, 16).toString(16);

/** What iucode_tool lists of a file. It refuses a file as a whole. */
export function askIucodeTool(file: string): Listing {
  const { status, stdout } = spawnSync(path ?? '', ['-L', file], { encoding: 'utf8', env: { LC_ALL: 'C' } });
  const lines = stdout.split('\n').flatMap((line) => {
    const [, signature, mask, date, revision, size = ''] = header.exec(line) ?? [];
    if (signature !== undefined) return [`${hex(signature)} ${hex(mask)} ${date ?? ''} ${hex(revision)} ${size}`];
    const [, other, otherMask] = extended.exec(line) ?? [];
    return other === undefined ? [] : [`  ${hex(other)} ${hex(otherMask)}`];
  });
  return { refused: status !== 0, lines };
}

/** The same of our parser. */
export function askParser(bytes: Uint8Array): Listing {
  const { updates, errors } = parseIntelUpdates(bytes);
  const lines = updates.flatMap((update) => [
    `${update.signature.toString(16)} ${update.platformMask.toString(16)} ${update.date ?? 'no date'} ${update.revision.toString(16)} ${update.totalSize}`,
    ...update.extendedSignatures.map(({ signature, platformMask }) => `  ${signature.toString(16)} ${platformMask.toString(16)}`),
  ]);
  return { refused: errors.length > 0, lines };
}
