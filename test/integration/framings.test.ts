/** Logs as real journald, journalctl and rsyslog write them, from entries with chosen times and boots: all forms say the same. */
import assert from 'node:assert/strict';
import { type Failure, scanLog } from '../../src/kvm';
import { noHosts, useHost } from './support/rig';

const boot = '0123456789abcdef0123456789abcdef';
const second = 1_672_451_370;
const lines = [
  'KVM internal error. Suberror: 3',
  'extra data[0]: 0x0000000080000b0e',
  'extra data[1]: 0x0000000000000031',
  'RAX=0000000000000001 RBX=ffffffff81a00010 RCX=0000000000000000 RDX=0000000000000000',
  'DR0=0000000000000000 DR1=0000000000000000 DR2=0000000000000000 DR3=0000000000000000 ',
  'Code=00 00 00 00 <0f> 0b 90 90',
];
/** One entry after another: of the guest that died, between them of others, and a second failure in bold red with bytes that are no UTF-8. */
const entries = [
  ['daemon', 'syslog', 6, 'pvedaemon', 900, '', 'VM 100 started with PID 2043179.'],
  ...lines.flatMap((line) => [['qemu', 'stdout', 3, 'QEMU', 2043179, 100, line], ['kernel', 'kernel', 6, 'kernel', '', '', 'vmbr0: port 2(tap100i0) entered forwarding state']]),
  ['other', 'stdout', 3, 'QEMU', 77, 101, '\u001b[0;1;31mKVM: entry failed, hardware error 0x80000021\u001b[0m'],
  ['near', 'stdout', 3, 'QEMU', 77, 101, 'KVM internal error. Suberror: 30'],
].map(([, transport, priority, name, pid, vmid, message], index) => `${[second + index, boot, transport, priority, name, pid, vmid, message].join('\t')}\n`);

const told = (failures: readonly Failure[]) => failures.map(({ kind, suberror, code, data, dump }) => ({ kind, suberror, code, data, hasDump: dump !== undefined }));
const expected = [
  { kind: 'internal-error', suberror: 3, code: undefined, data: ['0000000080000b0e', '0000000000000031'], hasDump: true },
  { kind: 'entry-failed', suberror: undefined, code: '80000021', data: undefined, hasDump: false },
];

/** Two virtual CPUs that write at once: their lines stand between one another. */
const twoAtOnce = ['KVM internal error. Suberror: 3', 'KVM internal error. Suberror: 3', 'extra data[0]: 0x80000b0e', 'extra data[0]: 0x800000ec', 'extra data[1]: 0x31', 'extra data[1]: 0x20'];

for (const release of ['bullseye', 'bookworm', 'trixie'] as const) {
  (noHosts === undefined ? describe : describe.skip)(`framings of the real programs of ${release}`, () => {
    const use = useHost({ release });
    before(async function () {
      this.timeout(60_000);
      await use.host.must('/usr/lib/test-host/journal framings', entries.join(''));
    });

    const journal = (options: string) => use.host.must(`journalctl --no-pager --file="$(ls /var/log/journal/*/framings.journal)" ${options}`);

    for (const form of ['short', 'short-full', 'short-iso', 'short-iso-precise', 'short-precise', 'short-monotonic', 'short-unix', 'with-unit', 'verbose', 'export', 'json', 'json-pretty', 'json-sse', 'cat']) {
      it(`journalctl -o ${form}`, async () => {
        const text = await journal(`-o ${form} --all`);
        const failures = scanLog(text);
        assert.deepEqual(told(failures), expected, text.slice(0, 3000));
        if (form === 'cat') return;
        assert.deepEqual(failures.map(({ pid, vmid }) => [pid, vmid]), [[2043179, 100], [77, form.startsWith('short') ? undefined : 101]]);
        const times = failures.map(({ time }) => time === undefined ? undefined : Math.floor(time / 1000));
        if (/iso|unix|verbose|export|json/.test(form)) assert.deepEqual(times, [second + 1, second + entries.length - 2]);
      });
    }

    it('journalctl with colours, and without the host’s name', async () => {
      assert.deepEqual(told(scanLog(await use.host.must('SYSTEMD_COLORS=1 journalctl --no-pager --all --file="$(ls /var/log/journal/*/framings.journal)"'))), expected);
      assert.deepEqual(told(scanLog(await journal('--no-hostname --all'))), expected);
    });

    // Later releases' hosts have none, and their rsyslog has the same templates.
    if (release !== 'bullseye') return;

    /** What rsyslog writes of messages of QEMU; it ends when there are so many lines. */
    async function rsyslog(template: string, messages: readonly string[], count = messages.length, config = ''): Promise<string> {
      return await use.host.must(
        `d=$(mktemp -d); printf '%s\\n' ${config}'module(load="imuxsock" SysSock.Use="off")' 'input(type="imuxsock" Socket="'$d'/in")' '*.* action(type="omfile" file="'$d'/out" template="${template}")' >$d/conf; rsyslogd -n -f $d/conf -i $d/pid & p=$!; n=0; while [ ! -S $d/in ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; while IFS= read -r l; do logger -u $d/in -t 'QEMU[2043179]' -p daemon.err -- "$l"; done; n=0; while [ "$(wc -l <$d/out 2>/dev/null || echo 0)" -lt ${count} ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; kill $p; wait $p; cat $d/out; rm -r $d`,
        messages.map((message) => `${message}\n`).join(''),
      );
    }

    for (const template of ['RSYSLOG_TraditionalFileFormat', 'RSYSLOG_FileFormat', 'RSYSLOG_SyslogProtocol23Format']) {
      it(`rsyslog with ${template}`, async function () {
        this.timeout(60_000);
        const text = await rsyslog(template, [...lines, ...twoAtOnce]);
        const failures = scanLog(text);
        assert.deepEqual(told(failures).slice(0, 1), expected.slice(0, 1), text);
        assert.deepEqual(failures.slice(1).map(({ data }) => data), [['80000b0e', '31'], ['800000ec', '20']], text);
        assert.ok(failures.every(({ pid }) => pid === 2043179));
      });
    }

    it('rsyslog that counts repeated messages, and escapes colours', async function () {
      this.timeout(60_000);
      const [header = ''] = lines;
      const text = await rsyslog('RSYSLOG_TraditionalFileFormat', [header, header, header, '\u001b[31mKVM: entry failed, hardware error 0x80000021\u001b[0m', 'end'], 4, `'$RepeatedMsgReduction on' `);
      assert.match(text, /message repeated 2 times: \[ ?KVM[^]*#033\[31mKVM/);
      assert.deepEqual(scanLog(text).map(({ kind, times, pid }) => [kind, times, pid]), [['internal-error', 1, 2043179], ['internal-error', 2, 2043179], ['entry-failed', 1, 2043179]], text);
    });
  });
}
