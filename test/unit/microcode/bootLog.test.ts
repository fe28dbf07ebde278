import assert from 'node:assert/strict';
import { findEarlyUpdate } from '../../../src/microcode';

const version = 'Linux version 6.8.12-9-pve (build@proxmox) (gcc (Debian 12.2.0-14) 12.2.0)';
const a = 'microcode: microcode updated early to revision 0x17, date = 2022-07-15';
const b = 'microcode: updated early: 0xf0 -> 0xf4, date = 2023-02-22';
const current = (revision: string) => `microcode: Current revision: ${revision}`;
const from = (revision: string) => `microcode: Updated early from: ${revision}`;

/** A boot's first lines: the earlier wordings stand before the kernel's own version, the later ones behind it. */
const boot = (...lines: readonly string[]) => {
  const early = lines.filter((line) => line.includes('updated early'));
  return [...early, version, 'Command line: BOOT_IMAGE=/boot/vmlinuz quiet', 'x86/fpu: Supporting XSAVE feature', ...lines.filter((line) => !early.includes(line)), 'systemd[1]: systemd 252 running in system mode'];
};

const prefixes: readonly (readonly [title: string, prefix: string])[] = [
  ['bare', ''],
  ['dmesg', '[    0.000000] '],
  ['dmesg with callers', '[    0.000000] [    T0] '],
  ['dmesg -T', '[Wed Nov 25 01:15:19 2026] '],
  ['dmesg -x', 'kern  :info  : [    0.000000] '],
  ['dmesg -x -t', 'kern  :info  : '],
  ['dmesg --time-format iso', '2026-11-25T01:15:19,000000+00:00 '],
  ['journalctl', 'Nov 25 01:15:19 pve kernel: '],
  ['journalctl -o short-iso', '2026-11-25T01:15:19+0000 pve kernel: '],
  ['journalctl -o short-monotonic', '[    4.123456] pve kernel: '],
  ['kern.log', 'Nov 25 01:15:19 pve kernel: [    0.000000] '],
  ['kern.log of trixie', '2026-11-25T01:15:19.123456+00:00 pve kernel: [    0.000000] '],
  ['zgrep', '/var/log/kern.log.2.gz:Nov 25 01:15:19 pve kernel: [    0.000000] '],
  ['RFC 5424', '<6>1 2026-11-25T01:15:19.123456+00:00 pve kernel - - - '],
  ['journalctl -o export', 'MESSAGE='],
];

describe('the early update in a boot log', () => {
  const wordings: readonly (readonly [title: string, lines: readonly string[], expected: object])[] = [
    ['up to 6.2', [a], { to: 0x17, date: '2022-07-15' }],
    ['of old kernels, CPU by CPU', ['CPU0 microcode updated early to revision 0x1b, date = 2014-05-29', 'CPU1 microcode updated early to revision 0x1b, date = 2014-05-29'], { to: 0x1b, date: '2014-05-29' }],
    ['of AMD up to 6.2', ['microcode: microcode updated early to new patch_level=0x0a20102b'], { to: 0xa20102b }],
    ['of 6.3 to 6.6', [b], { from: 0xf0, to: 0xf4, date: '2023-02-22' }],
    ['of 6.7 and later', [current('0x0000001a'), from('0x00000016')], { from: 0x16, to: 0x1a }],
    ['of 6.7 and later, revisions above 2^31', [current('0x84000026'), from('0x84000024')], { from: 0x84000024, to: 0x84000026 }],
    ['of 6.7 and later, the other line first', [from('0x00000016'), current('0x0000001a')], { from: 0x16, to: 0x1a }],
    ['of 6.7 and later, one line missing', [from('0x00000016')], { from: 0x16 }],
  ];
  for (const [title, lines, expected] of wordings) {
    it(`is found in the wording ${title}, in every log`, () => {
      for (const [log, prefix] of prefixes) {
        const update = findEarlyUpdate(boot(...lines).map((line) => `${prefix}${line}\n`).join(''));
        const { line, ...rest } = update ?? { line: undefined };
        assert.deepEqual(rest, expected, log);
        assert.ok(line?.startsWith(prefix) && /updated early/i.test(line), log);
      }
    });
  }

  it('is found in a journal’s JSON', () => {
    const json = (message: string) => `{"_BOOT_ID":"x","MESSAGE":"${message}","PRIORITY":"6"}`;
    assert.equal(findEarlyUpdate([version, current('0x0000001a'), from('0x00000016')].map(json).join('\n'))?.to, 0x1a);
  });

  it('is the last boot’s', () => {
    const journal = (...boots: readonly (readonly string[])[]) => boots.map((lines) => ['-- Boot 0123456789abcdef0123456789abcdef --', ...lines].join('\n')).join('\n');
    const later = boot(current('0x0000001a'), from('0x00000016'));
    const cases: readonly (readonly [string, string, number | undefined])[] = [
      ['by the kernel’s version', [...boot(a), ...later].join('\n'), 0x1a],
      ['an earlier wording after a later one', [...later, ...boot(a)].join('\n'), 0x17],
      ['none after one', [...boot(a), ...boot()].join('\n'), undefined],
      ['one after none', [...boot(), ...boot(a)].join('\n'), 0x17],
      ['in a journal', journal(boot(a), boot(b)), 0xf4],
      ['none after one in a journal', journal(boot(a), boot(current('0x00000017'))), undefined],
      ['in a journal without the kernel’s version', journal([a], ['systemd[1]: hello']), undefined],
      ['in an old journal', [...boot(a), '-- Reboot --', ...boot(b)].join('\n'), 0xf4],
      ['of lines that grep found', [a, b, current('0x0000001a'), from('0x00000016')].join('\n'), 0x1a],
      ['of lines that grep found, the last without an update', [current('0x0000001a'), from('0x00000016'), current('0x0000001a')].join('\n'), undefined],
      ['of lines that grep found, an earlier kernel booted last', [current('0x0000001a'), from('0x00000016'), a].join('\n'), 0x17],
    ];
    for (const [title, log, to] of cases) assert.equal(findEarlyUpdate(log)?.to, to, title);
    const twice = findEarlyUpdate([current('0x00000017'), from('0x00000016'), current('0x0000001a'), from('0x00000015')].join('\r\n'));
    assert.deepEqual([twice?.from, twice?.to, twice?.line], [0x15, 0x1a, from('0x00000015')]);
  });

  it('is none where both numbers are the same: some kernels say so though nothing was applied', () => {
    assert.equal(findEarlyUpdate(boot(current('0x0000001a'), from('0x0000001a')).join('\n')), undefined);
    assert.equal(findEarlyUpdate('microcode: updated early: 0xf4 -> 0xf4, date = 2023-02-22'), undefined);
  });

  it('is none where the kernel does not say it', () => {
    for (const text of [
      '', '\n'.repeat(1000), version, 'microcode: sig=0x906c0, pf=0x1, revision=0x24000024', 'microcode: Microcode Update Driver: v2.2.', current('0x0000001a'),
      'microcode: Updated to revision 0x17, date = 2022-07-15', 'microcode: updated early: soon', 'microcode: microcode updated early to revision',
      `pve sudo[7]: root : COMMAND=/usr/bin/zgrep ${a}`, `the log said "${a}"`, `> ${a}`, `python3[7]: ${a}`,
    ]) assert.equal(findEarlyUpdate(text), undefined, text);
  });
});
