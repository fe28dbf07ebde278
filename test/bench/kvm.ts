/**
 * How fast logs are scanned: beside ripgrep, which a person would use instead, and how the time grows with texts that are
 * made to be slow. One JSON line a row; `ratio` is ours to theirs, or the large text's time to the small one's.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogScanner, scanLog } from '../../src/kvm';
import { longLog } from '../support/longLog';

const prefix = 'Dec 31 12:49:30 proxmox QEMU[2043179]: ';
const header = `${prefix}KVM internal error. Suberror: 3\n`;

/** The best of some runs, in milliseconds. */
function best(work: () => unknown, runs = 3): number {
  return Math.min(
    ...Array.from({ length: runs }, () => {
      const begin = performance.now();
      work();
      return performance.now() - begin;
    }),
  );
}

const print = (row: object) => process.stdout.write(`${JSON.stringify(row)}\n`);

/** The best of some runs of each, one after the other, so that what else the machine does is in both. */
function turns(our: () => unknown, their: () => unknown): { readonly ours: number; readonly theirs: number; readonly ratio: number } {
  const runs = Array.from({ length: 7 }, () => [best(our, 1), best(their, 1)] as const);
  const [ours, theirs] = [Math.min(...runs.map(([one]) => one)), Math.min(...runs.map(([, one]) => one))];
  return { ours, theirs, ratio: ours / theirs };
}

function besideRipgrep(failures: number): void {
  const text = longLog(48_000_000, failures);
  const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-bench-'));
  try {
    const file = join(folder, 'syslog');
    writeFileSync(file, text);
    const rg = (option: string) => () => spawnSync('rg', [option, 'KVM internal error\\. ?Suberror: ?3', file], { maxBuffer: Number.POSITIVE_INFINITY });
    const megabytes = Math.round(text.length / 1e6);
    print({ bench: 'kvm/scan', beside: 'rg -c', megabytes, failures: scanLog(text).length, ...turns(() => scanLog(text), rg('-c')), limit: failures > 20 ? 5 : 1 });
    // Line numbers are counted when they are asked for.
    print({ bench: 'kvm/lines', beside: 'rg -n', megabytes, failures, ...turns(() => scanLog(text).map(({ line }) => line), rg('-n')) });
    const whole = best(() => scanLog(text));
    const pieces = best(() => {
      const scanner = new LogScanner();
      for (let at = 0; at < text.length; at += 1_048_576) scanner.push(text.slice(at, at + 1_048_576));
      return scanner.end();
    });
    print({ bench: 'kvm/pieces', beside: 'scanLog', failures, ours: pieces, theirs: whole, ratio: pieces / whole });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** 32 times the text: a ratio far above 32 is more than linear. */
function growth(what: string, piece: string): void {
  // Not as repeat() leaves it: in parts that are joined when they are first read.
  const text = (size: number) => Buffer.from(piece.repeat(Math.ceil(size / piece.length)), 'latin1').toString('latin1');
  const [one, thirtyTwo] = [text(60_000), text(1_920_000)];
  scanLog(one);
  const [small, large] = [best(() => scanLog(one)), best(() => scanLog(thirtyTwo))];
  print({ bench: 'kvm/growth', what, times: 32, small, large, ratio: large / small });
}

besideRipgrep(20);
besideRipgrep(100_000);
growth('one line of messages', 'KVM internal error. Suberror: 3 ');
growth('one line of almost-messages', 'QEMU[1]: KVM internal error. Suberror: 30 ');
growth('one line of JSON messages', '{"MESSAGE":"KVM internal error. Suberror: 3","_PID":"1"}');
growth('one line of bytes', '"MESSAGE":[75,86,77,32,105,');
growth('values without a message', 'extra data[0]: 0x0000000080000b0e\n');
growth('a failure on every line', header);
growth('a failure without a process id on every other line', 'KVM internal error. Suberror: 3\nRAX=0\n');
growth('messages of one record', 'MESSAGE=KVM internal error. Suberror: 3\n');
growth('arrays that never begin', '\t\t75,\n\t\t86,\n\t\t77,\n');
growth('spaces', '                                ');
growth('backslashes', '{"MESSAGE":"\\\\\\\\\\\\\\\\');
