import assert from 'node:assert/strict';
import { scanLog } from '../../../src/kvm';
import { header, pid, syslog, wholeFailure } from './logs';

const from = (tag: string, message: string) => `Dec 31 12:00:00 proxmox ${tag}: ${message}\n`;
const start = (vmid: number, process = pid) => from('pvedaemon[900]', `VM ${vmid} started with PID ${process}.`);
const linux = from('kernel', 'Linux version 6.2.16-3-pve (build@proxmox)');
const guestsOf = (text: string) => scanLog(text).map(({ vmid, vmidGuessed }) => (vmid === undefined ? 'unknown' : `${vmid}${vmidGuessed ? '?' : ''}`));

describe('which guest it was', () => {
  const cases: readonly (readonly [what: string, text: string, guests: readonly string[]])[] = [
    ['the start that qemu-server logged', start(100) + start(101, 5) + wholeFailure(), ['100']],
    ['the newer wording', from('pvedaemon[900]', `VM 100 started with PID ${pid} using pve-qemu-kvm 10.1.`) + wholeFailure(), ['100']],
    ['the last start with this process id counts', start(100) + start(101) + syslog(header), ['101']],
    ['a start after the failure does not', syslog(header) + start(101), ['unknown']],
    ['a process id that begins alike is another', start(100, 20431790) + syslog(header), ['unknown']],
    ['QEMU’s storage daemon is no guest', from('pvedaemon[900]', `QEMU storage daemon 100 started with PID ${pid}.`) + syslog(header), ['unknown']],
    ['the kernel’s first line ends a boot', start(100) + linux + syslog(header), ['unknown']],
    ['journalctl’s line ends a boot', `${start(100)}-- Boot 0123456789abcdef0123456789abcdef --\n${syslog(header)}`, ['unknown']],
    ['old journalctl’s line ends a boot', `${start(100)}-- Reboot --\n${syslog(header)}`, ['unknown']],
    ['a new boot has its own', start(100) + syslog(header) + linux + start(102) + syslog(header), ['100', '102']],
    ['two failures of two guests', start(100) + start(101, 5) + syslog(header, 5) + syslog(header), ['101', '100']],
    ['a unit’s name, where nothing better is', `Sat 2022-12-31 12:49:30 AEDT proxmox 105.scope[${pid}]: ${header}\n`, ['105']],
    ['a start goes before a unit’s name', `${start(100)}Sat 2022-12-31 12:49:30 AEDT proxmox 105.scope[${pid}]: ${header}\n`, ['100']],
    ['killed later for want of memory', syslog(header) + from('kernel', `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=qemu.slice,mems_allowed=0,global_oom,task_memcg=/qemu.slice/103.scope,task=kvm,pid=${pid},uid=0`), ['103']],
    ['killed before: another process with that id', from('kernel', `oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/qemu.slice/103.scope,task=kvm,pid=${pid},uid=0`) + syslog(header), ['unknown']],
    ['started anew, then killed: another process', `${syslog(header)}${start(104)}${from('kernel', `oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/qemu.slice/103.scope,task=kvm,pid=${pid},uid=0`)}`, ['unknown']],
    ['the cleanup afterwards', syslog(header) + from('qmeventd[800]', `VM cleanup: QEMU process ${pid} for VM 106 still running (or newly started)`), ['106']],
    ['a guess: the task that started a guest just before', from('pvedaemon[900]', 'start VM 107: UPID:proxmox:001F2D1F:00ABCDEF:63AF7A00:qmstart:107:root@pam:') + syslog(header), ['107?']],
    ['a task with a far process id is no hint', from('pvedaemon[900]', 'start VM 107: UPID:proxmox:00002D1F:00ABCDEF:63AF7A00:qmstart:107:root@pam:') + syslog(header), ['unknown']],
    ['a guess: the next guest that was stopped', syslog(header) + from('pvedaemon[900]', 'stop VM 108: UPID:proxmox:001F3D1F:00ABCDEF:63AF7A00:qmstop:108:root@pam:'), ['108?']],
    ['no guess over a boot', syslog(header) + linux + from('pvedaemon[900]', 'stop VM 108: UPID:proxmox:001F3D1F:00ABCDEF:63AF7A00:qmstop:108:root@pam:'), ['unknown']],
    ['without a process id nothing is told', `${start(100)}${header}\n`, ['unknown']],
  ];
  for (const [what, text, guests] of cases) it(what, () => assert.deepEqual(guestsOf(text), guests));

  it('a journal’s boot ids tell boots apart where its lines do not', () => {
    const entry = (message: string, process: number, boot: string) => `${JSON.stringify({ MESSAGE: message, _PID: String(process), _BOOT_ID: boot })}\n`;
    assert.deepEqual(guestsOf(entry(`VM 100 started with PID ${pid}.`, 900, 'a') + entry(header, pid, 'a')), ['100']);
    assert.deepEqual(guestsOf(entry(`VM 100 started with PID ${pid}.`, 900, 'a') + entry(header, pid, 'b')), ['unknown']);
  });

  it('the reason is told in words, and the words in the log are pointed at', () => {
    const text = start(100) + syslog(header);
    const [failure] = scanLog(text);
    assert.equal(failure?.vmidReason, `“VM 100 started with PID ${pid}” stands above, at Dec 31 12:00:00`);
    assert.ok(failure.vmidEvidence);
    assert.equal(text.slice(failure.vmidEvidence.start, failure.vmidEvidence.end), `VM 100 started with PID ${pid}.`);
  });
});
