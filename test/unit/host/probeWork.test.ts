import assert from 'node:assert/strict';
import { parseProbe, valueOf } from '../../../src/host';
import { hostText } from './probeText';

describe('a probe tells what goes on at the host', () => {
  const started = 'started=1794000000\n';
  const log = '\n# apt-get update\nHit:1 http://ftp.debian.org/debian bookworm InRelease\n\nDone\n';
  const works: readonly (readonly [title: string, text: string, expected: object])[] = [
    ['running', `active=active\n${started}${log}`, { state: 'running' }],
    ['ending right now', `active=deactivating\n${started}${log}`, { state: 'running' }],
    ['ended well', `active=inactive\n${started}exit=0\nfinished=1794000060\n${log}`, { state: 'succeeded', exitCode: 0, finishedAt: 1_794_000_060_000 }],
    ['ended well, its unit not gone yet', `active=active\n${started}exit=0\nfinished=1794000060\n${log}`, { state: 'succeeded', exitCode: 0, finishedAt: 1_794_000_060_000 }],
    ['failed', `active=inactive\n${started}exit=100\nfinished=1794000060\n${log}`, { state: 'failed', exitCode: 100, finishedAt: 1_794_000_060_000 }],
    ['killed', `active=inactive\n${started}${log}`, { state: 'failed' }],
    ['killed, as systemd saw it', `active=failed\n${started}${log}`, { state: 'failed' }],
  ];
  for (const [title, work, expected] of works) {
    it(`our install: ${title}`, () => {
      assert.deepEqual(parseProbe(hostText({ work })).work, {
        state: 'known',
        value: { kind: 'install-microcode', unit: 'pve-doctor-install.service', startedAt: 1_794_000_000_000, logTail: log.slice(1), ...expected },
      });
    });
  }

  it('our install: none in this boot', () => assert.deepEqual(parseProbe(hostText()).work, { state: 'absent' }));

  it('packaging: what runs, and what dpkg left', () => {
    assert.deepEqual(valueOf(parseProbe(hostText()).packaging), { busy: [], unfinished: [] });
    assert.deepEqual(valueOf(parseProbe(hostText({ packaging: 'busy apt-get\nbusy dpkg\nunfinished intel-microcode\nunfinished libc6:amd64\n' })).packaging), { busy: ['apt-get', 'dpkg'], unfinished: ['intel-microcode', 'libc6:amd64'] });
    assert.deepEqual(parseProbe(hostText({ packaging: { code: 3 } })).packaging, { state: 'absent' });
  });

  it('Proxmox’s running tasks', () => {
    const upid = 'UPID:pve:0001F2A3:00B4C5D6:6AF00000:vzdump:100:root@pam:';
    assert.deepEqual(valueOf(parseProbe(hostText({ tasks: `${upid}\nUPID:pve:0001F2A4:00B4C5D7:6AF00001:aptupdate::root@pam:\n` })).tasks)?.map(({ type, id }) => [type, id]), [['vzdump', '100'], ['aptupdate', '']]);
    assert.deepEqual(parseProbe(hostText()).tasks, { state: 'known', value: [] });
    assert.deepEqual(parseProbe(hostText({ tasks: { code: 4 } })).tasks, { state: 'unknown', reason: 'it can be read by root alone' });
  });
});
