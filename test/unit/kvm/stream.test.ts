import assert from 'node:assert/strict';
import { type Failure, LogScanner, scanLog } from '../../../src/kvm';
import { numbers } from '../../support/numbers';
import { framings, header, syslog, wholeFailure } from './logs';

const statement = (message: string) => `Dec 31 12:00:00 proxmox pvedaemon[900]: ${message}\n`;
const quiet = 'Dec 31 12:49:30 proxmox systemd[1]: session-7.scope: Deactivated successfully.\n';

function inPieces(text: string, next: () => number): Failure[] {
  const scanner = new LogScanner();
  for (let at = 0; at < text.length; ) {
    const length = next();
    scanner.push(text.slice(at, at + length));
    at += length;
  }
  return scanner.end();
}

describe('a log in pieces', () => {
  it('has the failures of the whole, in every framing and wherever it is cut', function () {
    this.timeout(120_000);
    const random = numbers(3);
    for (const { name, line } of framings) {
      // Long enough for several windows, with failures near their borders too.
      const parts = Array.from({ length: 24 }, (_, index) => {
        const filler = quiet.repeat(random(1500));
        const said = [statement('VM 100 started with PID 2043179.'), statement('stop VM 108: UPID:proxmox:001F3D1F:00ABCDEF:63AF7A00:qmstop:108:root@pam:'), '-- Boot 0123456789abcdef0123456789abcdef --\n', ''][random(4)] ?? '';
        return said + filler + wholeFailure(line) + line(header, index);
      });
      const text = parts.join('');
      const whole = scanLog(text);
      assert.ok(whole.length >= 24, `${name}: ${whole.length}`);
      assert.deepEqual(inPieces(text, () => 1 + random(400_000)), whole, name);
    }
  });

  it('is the same in pieces of one character', () => {
    const text = framings.map(({ line }) => wholeFailure(line)).join('');
    assert.deepEqual(inPieces(text, () => 1), scanLog(text));
  });

  it('is the same around a line that is longer than a window, and in it', () => {
    const random = numbers(4);
    for (const inside of ['x', header, 'KVM internal error. ', '{"MESSAGE":"', '75,86,77,', ' VM 1 started with PID 2043179. ']) {
      const endless = inside.repeat(Math.ceil(3_000_000 / inside.length));
      const text = `${wholeFailure()}${syslog(header)}Dec 31 12:49:30 proxmox app[9]: ${endless}\n${wholeFailure()}${syslog(header)}${endless}`;
      assert.deepEqual(inPieces(text, () => 1 + random(300_000)), scanLog(text), inside);
    }
  });

  it('counts the lines of windows without a failure, too', () => {
    const random = numbers(6);
    const text = quiet.repeat(60_000) + wholeFailure() + quiet.repeat(30_000) + syslog(header, 8);
    assert.deepEqual(inPieces(text, () => 1 + random(500_000)), scanLog(text));
  });

  it('keeps as many as it is told to, names their guests, and counts the others', () => {
    const failures = Array.from({ length: 500 }, (_, index) => syslog(header, index) + syslog('KVM internal error. Suberror: 1', index) + 'KVM internal error.\n');
    const text = failures.join('') + quiet.repeat(20_000) + wholeFailure() + statement('stop VM 108: UPID:proxmox:001F3D1F:00ABCDEF:63AF7A00:qmstop:108:root@pam:');
    const whole = scanLog(text);
    const scanner = new LogScanner(10);
    for (let at = 0; at < text.length; at += 100_000) scanner.push(text.slice(at, at + 100_000));
    assert.deepEqual(scanner.end(), whole.slice(0, 10));
    assert.deepEqual([scanner.found, scanner.threes], [whole.length, whole.filter(({ suberror }) => suberror === 3).length]);
  });

  it('keeps nothing of failures beyond that', () => {
    const scanner = new LogScanner(10);
    const piece = syslog(header).repeat(15_000);
    const kept = () => JSON.stringify(scanner).length;
    for (let pieces = 0; pieces < 3; pieces += 1) scanner.push(piece);
    const early = kept();
    for (let pieces = 0; pieces < 20; pieces += 1) scanner.push(piece);
    assert.ok(kept() < early + 1_000_000, `${early} then ${kept()}`);
    assert.equal(scanner.end().length, 10);
    assert.equal(scanner.found, 23 * 15_000);
  });

  it('keeps no more of an endless line than a few windows', () => {
    const scanner = new LogScanner();
    const piece = 'x'.repeat(1_000_000);
    const kept = () => JSON.stringify(scanner).length;
    for (let pieces = 0; pieces < 5; pieces += 1) scanner.push(piece);
    const early = kept();
    for (let pieces = 0; pieces < 100; pieces += 1) scanner.push(piece);
    assert.ok(kept() < early + 2_000_000, `${early} then ${kept()}`);
    assert.deepEqual(scanner.end(), []);
  });
});
