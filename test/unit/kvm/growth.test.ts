import assert from 'node:assert/strict';
import { LogScanner, checkLog } from '../../../src/kvm';
import { header, syslog, wholeFailure } from './logs';

const times = 4;
/** Four times the text takes four times as long, and sixteen where time grows with the square. */
const most = 10;

/** The processor's own time of the fastest of some runs: what else the machine does is not counted. */
function cost(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

/** How much more four times the text costs; measured again where it seems too much, since that happens by chance too. */
function growth(text: (size: number) => string, work: (text: string) => unknown): number {
  // Several windows, and so many objects that collecting them is part of both.
  const size = 1_500_000;
  const [small, large] = [text(size), text(size * times)];
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4 && ratio > most; attempt += 1) ratio = Math.min(ratio, cost(() => work(large)) / Math.max(1000, cost(() => work(small))));
  return ratio;
}

function inPieces(text: string): void {
  const scanner = new LogScanner();
  for (let at = 0; at < text.length; at += 65_536) scanner.push(text.slice(at, at + 65_536));
  scanner.end();
}

describe('time grows with a text as the text does', function () {
  this.timeout(180_000);
  const repeated = (piece: string, part = 1) => (size: number) => piece.repeat(Math.ceil((size * part) / piece.length));
  /** Of texts that have much to read in each character: in windows enough, and done sooner. */
  const less = 0.3;
  const texts: readonly (readonly [what: string, text: (size: number) => string])[] = [
    ['one line', repeated('x')],
    ['one line of spaces', repeated(' ')],
    ['one line of messages', repeated(`${header} `)],
    ['one line of almost-messages', repeated('QEMU[1]: KVM internal error. Suberror: 30 ')],
    ['one line of JSON messages', repeated('{"MESSAGE":"KVM internal error. Suberror: 3","_PID":"1"}')],
    ['one line of bytes', repeated('"MESSAGE":[75,86,77,32,105,')],
    ['one line of starts of guests', (size) => repeated('VM 100 started with PID 2043179. ')(size) + syslog(header)],
    ['one line after a failure', (size) => syslog(header) + repeated('extra data[0]: ')(size)],
    ['almost-messages', repeated(syslog('KVM internal error. Suberror: 30'))],
    ['values without a message', repeated('extra data[0]: 0x0000000080000b0e\n')],
    ['a failure on every line', repeated(syslog(header), less)],
    ['bare failures', repeated(`${header}\nRAX=0\n`, less)],
    ['failures of many processes', (size) => Array.from({ length: (size * less) / 75 }, (_, index) => syslog(header, index)).join('')],
    ['whole failures', repeated(wholeFailure())],
    ['failures without lines of their own', (size) => syslog(header) + repeated('no entry\n')(size)],
    ['messages of one record', repeated(`MESSAGE=${header}\n`, less)],
    ['fields without an end', (size) => `MESSAGE=${header}\n${repeated('_CMDLINE=x\n')(size)}`],
    ['arrays that never begin', repeated('"MESSAGE"\n\t\t75,\n\t\t86,\n\t\t77,\n')],
    ['starts and stops', (size) => repeated('Dec 31 12:00:00 proxmox pvedaemon[900]: VM 100 started with PID 2043179.\nDec 31 12:00:00 proxmox pvedaemon[900]: stop VM 100: UPID:p:001F3D1F:0:\n')(size) + syslog(header, 7)],
    ['boots', (size) => repeated('-- Boot 01 --\n')(size) + syslog(header)],
    ['one line of kills', (size) => syslog(header) + repeated('oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/qemu.slice/1.scope,task=kvm,pid=1,', less)(size)],
    ['one line of kernels', (size) => syslog(header) + repeated('kernel: Linux version 6.8.12 ')(size)],
    ['one line of machine checks', (size) => syslog(header) + repeated('EDAC MC0: 1 CE [Hardware Error] ')(size)],
    ['failures, boots and machine checks', repeated(`${syslog(header)}Dec 31 12:49:30 p kernel: Linux version 6.8.12 (x)\nDec 31 12:49:30 p kernel: [Hardware Error]: x\n`, less)],
    ['quotes', repeated(`> > > > ${header}\n`, less)],
    ['kills', (size) => repeated('CONSTRAINT_/qemu.slice/1.scope,', less)(size) + syslog(header)],
    ['backslashes', repeated('{"MESSAGE":"\\\\\\\\\\\\\\\\')],
  ];
  for (const [what, text] of texts) {
    it(what, () => {
      for (const [how, work] of [['whole', checkLog], ['in pieces', inPieces]] as const) {
        const ratio = growth(text, work);
        assert.ok(ratio <= most, `${how}: ${ratio.toFixed(1)} times the time for ${times} times the text`);
      }
    });
  }
});
