import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fingerprint } from '../../../src/ssh/hostKey';
import { knownHostsLine, linesFor, matchKnownHosts, strongest, wantedTypes } from '../../../src/ssh/knownHosts';
import { linesFound, makeSample } from '../../support/knownHostsFiles';
import { hellish } from '../../support/words';

const field = (bytes: Buffer | string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, Buffer.from(bytes)]);
};
const keyOf = (type: string, fill: number) => Buffer.concat([field(type), field(Buffer.alloc(32, fill))]);
const one = keyOf('ssh-ed25519', 1);
const two = keyOf('ssh-ed25519', 2);
const rsa = keyOf('ssh-rsa', 3);
const lineOf = (hosts: string, key: Buffer, marker = '') => `${marker}${hosts} ${key.subarray(4, 4 + key.readUInt32BE(0)).toString()} ${key.toString('base64')}\n`;
const hash = (name: string) => {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

describe('wantedTypes', () => {
  const wanted = (...texts: string[]) => wantedTypes(texts, 'pve8', 22);
  it('has the types of all files', () => assert.deepEqual(wanted(lineOf('pve8', rsa), lineOf('pve8', one) + lineOf('other', keyOf('ssh-dss', 4))), ['ssh-rsa', 'ssh-ed25519']));
  it('leaves out a type whose first key is revoked in any file', () => {
    assert.deepEqual(wanted(lineOf('pve8', one) + lineOf('pve8', rsa), lineOf('*', one, '@revoked ')), ['ssh-rsa']);
  });
  it('keeps a type of which a later key is revoked', () => assert.deepEqual(wanted(lineOf('pve8', two) + lineOf('pve8', one) + lineOf('*', one, '@revoked ')), ['ssh-ed25519']));
  it('takes no authority for a host key', () => assert.deepEqual(wanted(lineOf('*', one, '@cert-authority ')), []));
});

describe('matchKnownHosts', () => {
  const cases: readonly (readonly [title: string, text: string, verdict: string, line: number | undefined, port?: number])[] = [
    ['knows a host', lineOf('pve8', one), 'match', 1],
    ['knows it among several names', lineOf('a,pve8,b', one), 'match', 1],
    ['knows it in any case', lineOf('PVE8', one), 'match', 1],
    ['knows it by a wildcard', lineOf('pve?', one), 'match', 1],
    ['knows it by its hash', lineOf(hash('pve8'), one), 'match', 1],
    ['knows it at another port', lineOf('[pve8]:2222', one), 'match', 1, 2222],
    ['knows the hash of host and port', lineOf(hash('[pve8]:2222'), one), 'match', 1, 2222],
    ['does not take the usual port for another', lineOf('pve8', one), 'unknown', undefined, 2222],
    ['does not take another port for the usual one', lineOf('[pve8]:2222', one), 'unknown', undefined],
    ['leaves out a negated host', lineOf('pve*,!pve8', one), 'unknown', undefined],
    ['leaves out comments', `#${lineOf('pve8', one)}`, 'unknown', undefined],
    ['takes a match after a mismatch', lineOf('pve8', two) + lineOf('pve8', one), 'match', 2],
    ['sees a change', lineOf('other', one) + lineOf('pve8', two), 'mismatch', 2],
    ['does not call another type a change', lineOf('pve8', rsa), 'other-key-type', 1],
    ['prefers a change to another type', lineOf('pve8', rsa) + lineOf('pve8', two), 'mismatch', 2],
    ['refuses a revoked key that is known too', lineOf('pve8', one) + lineOf('pve8', one, '@revoked '), 'revoked', 2],
    ['does not mind another revoked key', lineOf('pve8', two, '@revoked ') + lineOf('pve8', one), 'match', 2],
    ['sees an authority alone', lineOf('*', two, '@cert-authority '), 'ca-only', 1],
    ['does not take an authority for a host key', lineOf('pve8', one, '@cert-authority '), 'ca-only', 1],
    ['leaves out unknown markers', lineOf('pve8', one, '@other '), 'unknown', undefined],
    ['leaves out a key whose type is not what its line says', lineOf('pve8', one).replace('ssh-ed25519', 'ssh-rsa'), 'unknown', undefined],
    ['leaves out a damaged key', lineOf('pve8', one).replace('=\n', '\n').replace('AQEB', '*'), 'unknown', undefined],
    ['knows nothing in an empty file', '', 'unknown', undefined],
  ];
  for (const [title, text, verdict, line, port = 22] of cases) {
    it(title, () => {
      const match = matchKnownHosts(text, { host: 'pve8', port, key: one });
      assert.deepEqual([match.verdict, match.line], [verdict, line]);
    });
  }

  it('finds the lines that ssh-keygen -F finds, in 200 generated files (1,500 in the full run)', function () {
    this.timeout(60_000);
    if (spawnSync('ssh-keygen', ['-?']).error) this.skip();
    const samples = Array.from({ length: process.env.PVE_DOCTOR_FULL ? 1500 : 200 }, (_, index) => makeSample(index + 1));
    const found = linesFound(samples);
    samples.forEach(({ text, host, port }, index) => {
      assert.deepEqual(linesFor(text, host, port).map(({ line }) => line), found[index], `sample ${index + 1}: ${host} ${port}\n${text}`);
    });
    assert.ok(found.filter((lines) => lines.length > 0).length > samples.length / 4);
  });

  it('writes lines that it and ssh-keygen find again', () => {
    for (const salt of [undefined, Buffer.alloc(20, 9)]) {
      const query = { host: 'PVE8', port: 2222, key: one };
      const text = knownHostsLine(query, salt);
      assert.equal(matchKnownHosts(text, query).verdict, 'match');
      assert.deepEqual(linesFound([{ text, host: 'pve8', port: 2222 }]), [[1]]);
    }
  });

  it('judges several files as one', () => {
    const query = { host: 'pve8', port: 22, key: one };
    const verdict = (...texts: string[]) => strongest(texts.map((text) => matchKnownHosts(text, query))).verdict;
    assert.equal(verdict(lineOf('pve8', two), lineOf('pve8', one)), 'match');
    assert.equal(verdict(lineOf('pve8', one), lineOf('pve8', one, '@revoked ')), 'revoked');
    assert.equal(verdict(), 'unknown');
  });

  it('throws at no text, no name and no key', () => {
    for (const text of hellish) {
      for (const key of [one, Buffer.alloc(0), Buffer.from(text)]) matchKnownHosts(`${text} ${text}\n${lineOf(text, one)}`, { host: text, port: 22, key });
    }
  });

  it('comes to its end with patterns made to be slow', () => {
    // A matcher that tries every length of every star would not, in any time that a test waits.
    assert.equal(matchKnownHosts(lineOf('*a'.repeat(2000), one), { host: 'a'.repeat(2000) + 'b', port: 22, key: one }).verdict, 'unknown');
  });
});

describe('fingerprint', () => {
  it('is what ssh-keygen -l shows', () => {
    const { stdout, error } = spawnSync('ssh-keygen', ['-lf', '-'], { input: `ssh-ed25519 ${one.toString('base64')}\n` });
    if (!error) assert.equal(stdout.toString().split(' ')[1], fingerprint(one));
  });
});
