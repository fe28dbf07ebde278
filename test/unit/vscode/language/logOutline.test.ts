import assert from 'node:assert/strict';
import { scanLog } from '../../../../src/kvm';
import { outlineOf } from '../../../../src/vscode/language/logOutline';

const log = [
  'Dec 31 12:00:00 pve8 pvedaemon[900]: VM 100 started with PID 2043179.',
  'Dec 31 12:49:30 pve8 QEMU[2043179]: KVM internal error. Suberror: 3',
  'Dec 31 12:49:30 pve8 QEMU[2043179]: extra data[0]: 0x0000000080000b0e',
  'Dec 31 12:49:30 pve8 QEMU[2043179]: extra data[1]: 0x0000000000000031',
  'Dec 31 12:49:30 pve8 QEMU[2043179]: RAX=0000000000000000 RBX=0000000000000000 RCX=0000000000000000 RDX=0000000000000000',
  'Dec 31 12:50:00 pve8 systemd[1]: nothing of ours',
  '',
].join('\n');

describe('the outline of a log', () => {
  it('names each failure, its guest and time, and reaches to the end of its registers', () => {
    const [item, ...others] = outlineOf(scanLog(log));
    assert.deepEqual(others, []);
    assert.ok(item);
    assert.equal(item.name, 'Suberror 3, guest 100');
    assert.equal(item.detail, 'Dec 31 12:49:30');
    assert.equal(log.slice(item.message.start, item.message.end), 'KVM internal error. Suberror: 3');
    assert.ok(log.slice(item.range.start, item.range.end).endsWith('RDX=0000000000000000'));
  });
  it('is the message alone where no registers follow', () => {
    const [item] = outlineOf(scanLog('Dec 31 12:49:30 pve8 QEMU[7]: KVM internal error. Suberror: 1\n'));
    assert.ok(item);
    assert.equal(item.name, 'Suberror 1');
    assert.deepEqual(item.range, item.message);
  });
  it('lists 999, and says how many more there are', () => {
    const line = 'Dec 31 12:49:30 pve8 QEMU[7]: KVM internal error. Suberror: 1\n';
    const items = outlineOf(scanLog(line.repeat(1_234)));
    assert.deepEqual([items.length, items[998]?.name, items[999]?.name], [1_000, 'Suberror 1', '235 more failures']);
    assert.equal(items[999]?.range.start, 999 * line.length + line.indexOf('KVM'));
  });
});
