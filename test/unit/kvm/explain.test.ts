import assert from 'node:assert/strict';
import { checkLog, explainFailure, scanLog } from '../../../src/kvm';
import { header, pid, syslog, wholeFailure } from './logs';

const kernel = (message: string) => `Dec 31 12:40:00 proxmox kernel: ${message}\n`;
const explanation = (text: string) => checkLog(text)[0]?.explanation ?? '';
const oom = (vmid: number) => kernel(`oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/qemu.slice/${vmid}.scope,task=kvm,pid=77,uid=0`);
const start = `Dec 31 12:00:00 proxmox pvedaemon[900]: VM 100 started with PID ${pid}.\n`;

describe('the explanation', () => {
  it('begins with what happened, in plain words, and goes on to guest, numbers and checks', () => {
    const paragraphs = explanation(start + wholeFailure()).split('\n\n');
    assert.match(paragraphs[0] ?? '', /^The CPU left the guest in the middle of delivering an interrupt or exception/);
    assert.match(paragraphs[1] ?? '', /^Guest: 100, because “VM 100 started/);
    assert.match(paragraphs[2] ?? '', /^What the numbers say: while delivering hardware exception #PF.*guest physical address 0xfee000b0/);
    assert.match(paragraphs[3] ?? '', /no memory while the CPU was delivering/);
    assert.match(paragraphs.at(-1) ?? '', /^Check: the running microcode revision/);
  });

  it('promises no cure, for any failure', () => {
    for (const message of [header, 'KVM internal error. Suberror: 1', 'KVM internal error. Suberror: 2', 'KVM internal error. Suberror: 4', 'KVM internal error.', 'KVM: entry failed, hardware error 0x80000021', 'KVM: unknown exit reason 4', 'KVM: exception 1 exit (error code 0x0)', 'error: kvm run failed x']) {
      const text = explanation(syslog(message));
      assert.match(text, /Which guest it was, this log does not tell; QEMU’s process was 2043179\./);
      assert.doesNotMatch(text, /\b(?:will|fixes|cures|solves|undefined|NaN)\b|[!?]\s/);
    }
  });

  it('tells what is known of just these numbers, as far as reports go', () => {
    const known = (suberror: number, ...data: readonly string[]) => explanation([`KVM internal error. Suberror: ${suberror}`, ...data.map((value, index) => `extra data[${index}]: 0x${value}`)].map((message) => syslog(message)).join(''));
    for (const numbers of [['8000002f', '20'], ['800000ec', '20', 'f82', '31']]) assert.match(known(3, ...numbers), /on Sapphire and Emerald Rapids this was reported of several Windows guests .*\(SPR141/);
    assert.match(known(3, '80000b0e', '30', '0', 'ffffffffffffffff', '1'), /not expected with suberror 3 before about kernel 6\.14/);
    assert.match(known(1, '0', '400', '1', '2', '0', '0'), /reported on AMD with OVMF/);
    assert.match(known(1, '1', '900f02', '0', '400', '1', '2', '0', '0'), /reported on AMD with OVMF/);
    for (const [suberror, ...numbers] of [[3, '80000b0e', '20'], [3, '8000002f', '1'], [3, '20'], [2, '8000002f', '20'], [1, '0', '30'], [1, '400'], [3]] as const) assert.doesNotMatch(known(suberror, ...numbers), /Sapphire|6\.14|OVMF/);
  });

  it('calls a guess a guess', () => {
    const [finding] = checkLog(`${syslog(header)}Dec 31 13:00:00 proxmox pvedaemon[900]: stop VM 108: UPID:proxmox:001F3D1F:00ABCDEF:63AF7A00:qmstop:108:root@pam:\n`);
    assert.match(finding?.message ?? '', /^A guest, perhaps 108, died/);
    assert.match(finding?.explanation ?? '', /Guest: 108 \(a guess\), because it is the next guest that was stopped/);
  });

  it('says how often syslog counted the message', () => assert.match(explanation(syslog(`message repeated 3 times: [ ${header}]`)), /repeated 3 times/));
});

describe('what else the log knows', () => {
  it('machine checks are counted and linked; without one that is said only where the kernel’s lines are there', () => {
    const checks = [kernel('mce: [Hardware Error]: Machine check events logged'), kernel('{1}[Hardware Error]: event severity: corrected'), kernel('EDAC MC0: 1 CE memory read error on CPU_SrcID#0')];
    for (const line of checks) assert.match(explanation(line + syslog(header)), /Machine checks or memory errors are logged in this text \(once\)/, line);
    assert.match(explanation(checks.join('') + syslog(header)), /\(3 times\)/);
    assert.deepEqual(checkLog(checks.join('') + syslog(header))[0]?.related?.length, 3);
    assert.match(explanation(kernel('mce: CPU0: Thermal monitoring enabled (TM1)') + kernel('EDAC MC: Ver: 3.0.0') + syslog(header)), /No machine check is logged in this text\./);
    assert.doesNotMatch(explanation(syslog(header)), /machine check/i);
    assert.doesNotMatch(explainFailure(scanLog(syslog(header))[0]!), /machine check/i);
  });

  it('of several boots in a text, those of the failure’s own boot count', () => {
    const linux = (release: string) => kernel(`Linux version ${release} (build@proxmox) #1 SMP`);
    const check = kernel('mce: [Hardware Error]: Machine check events logged');
    const text = linux('6.2.16-3-pve') + check + syslog(header, 7) + linux('6.8.12-4-pve') + wholeFailure() + linux('6.8.12-9-pve') + check + check;
    const findings = checkLog(text);
    assert.match(findings[0]?.explanation ?? '', /logged in that boot \(once\)/);
    assert.match(findings[1]?.explanation ?? '', /\n\nNo machine check is logged in that boot\.\n\n/);
    assert.match(findings[1]?.explanation ?? '', /and this was 6\.8\.12-4-pve/);
    assert.deepEqual(findings.map(({ related = [] }) => related.filter(({ message }) => message.startsWith('A machine check')).length), [1, 0]);
    for (const form of ['kernel: [    0.000000] Linux', 'kernel: Linux']) assert.equal(scanLog(linux('6.8.12').replace('kernel: Linux', form) + syslog(header))[0]?.boot?.kernel, '6.8.12', form);
    const modern = (message: string) => `<6>1 2026-11-23T12:26:46.215448+00:00 vm kernel - - -  ${message}\n`;
    assert.match(explanation(modern('Linux version 6.8.12 (x)') + syslog(header)), /No machine check is logged in that boot/);
    assert.doesNotMatch(explanation(check.repeat(1000) + linux('6.8.12') + syslog(header)), /No machine check/, 'where not all are listed');
  });

  it('memory that ran out is told for this guest alone', () => {
    assert.match(explanation(start + syslog(header) + oom(100)), /run out of memory and kill this guest \(once, after this failure\)/);
    assert.match(explanation(start + oom(100) + syslog(header)), /\(once, before this failure\)/);
    assert.doesNotMatch(explanation(start + syslog(header) + oom(101)), /out of memory/);
  });
});
