/** probe/initramfs.sh and next-boot.sh against what the real tools of Debian leave behind, in a folder in place of the root. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseProbe } from '../../../src/host';
import { sections } from '../../../src/host/probe/sections';
import { buildAmd, buildIntel, concat } from '../microcode/build';
import { noIucodeTool } from '../microcode/iucodeTool';
import { type Answers, cpuSection, hostText } from './probeText';
import { notLinux, titled } from './thisComputer';

const amdCpu = cpuSection({ vendor: 'AuthenticAMD', family: 25, model: 33, stepping: 0, name: 'AMD Ryzen 9 5900X', revisions: ['0xa201016'] });
const intel = (revision: number, signature = 0x90661) => buildIntel({ signature, platformMask: 1, revision, dateCode: 0x04052024, data: new Uint8Array(3000).fill(7), extendedSignatures: [] });
const amd = (revision: number) => buildAmd({ equivalences: [{ signature: 0xa20f10, id: 0xa210 }], patches: [{ revision, dateCode: 0x08272024, id: 0xa210, size: 5568 }] });
/** What is behind the early part: compressed, and full of anything. */
const rest = Uint8Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 251);

/** An archive as cpio writes it (newc): folders, then the file; filled up to a multiple of 512. */
function archive(name: string, content: Uint8Array): Uint8Array {
  const text = (value: string) => new TextEncoder().encode(value);
  const padded = (bytes: Uint8Array, to: number) => concat(bytes, new Uint8Array((to - (bytes.length % to)) % to));
  const member = (path: string, bytes: Uint8Array) => {
    const fields = [1, 0o100644, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, path.length + 1, 0].map((value) => value.toString(16).toUpperCase().padStart(8, '0'));
    return concat(padded(text(`070701${fields.join('')}${path}\0`), 4), padded(bytes, 4));
  };
  const none = new Uint8Array();
  return padded(concat(...['kernel', 'kernel/x86', 'kernel/x86/microcode'].map((path) => member(path, none)), member(`kernel/x86/microcode/${name}`, content), member('TRAILER!!!', none)), 512);
}

describe(titled('the scripts that look at the next boot', notLinux), () => {
  let root: string;
  beforeEach(function () {
    if (notLinux !== undefined) this.skip();
    root = mkdtempSync(join(tmpdir(), 'pve-doctor-boot-'));
    write('/boot/vmlinuz-6.8.12-9-pve', 'kernel');
    write('/proc/cpuinfo', cpuSection());
    mkdirSync(join(root, 'lib/firmware/intel-ucode'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  /** The section's script with every path below the folder; what it prints, and how it ends, as a section's answer. */
  function run(name: 'initramfs' | 'next-boot') {
    const script = sections.find((section) => section.name === name)!.script.replace(/(?<=[\s"<#])\/(boot|etc|proc|lib|dev|sys|var)\b/g, `${root}/$1`).replaceAll('|/boot/', `|${root}/boot/`);
    const { stdout, status } = spawnSync('sh', ['-c', script, name], { encoding: 'utf8', env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env.PATH ?? ''}` } });
    return { body: stdout.replaceAll(root, ''), code: status ?? 128 };
  }
  const holds = (cpu?: string, more: Answers = {}) => {
    if (cpu !== undefined) write('/proc/cpuinfo', cpu);
    const { initramfs } = parseProbe(hostText({ initramfs: run('initramfs'), ...(cpu === undefined ? {} : { cpu }), ...more }));
    return initramfs.state === 'known' ? initramfs.value.map(({ release, revision }) => `${release} ${typeof revision === 'number' ? `0x${revision.toString(16)}` : revision ?? 'unknown'}`) : initramfs.state;
  };

  it(titled('read what iucode_tool packed', noIucodeTool), function () {
    if (noIucodeTool !== undefined) this.skip();
    write('/updates', concat(intel(0x17), intel(0x1a), intel(0x99, 0x906a3)));
    spawnSync('/usr/sbin/iucode_tool', ['-q', '-tb', `--write-earlyfw=${join(root, 'early')}`, join(root, 'updates')]);
    const early = spawnSync('cat', [join(root, 'early')], { maxBuffer: 1e9 }).stdout;
    assert.ok(early.length > 3000);
    write('/boot/initrd.img-6.8.12-9-pve', concat(early, rest));
    write('/boot/initrd.img-6.8.12-10-pve', rest);
    write('/boot/initrd.img-6.8.12-9-pve.bak', rest);
    write('/boot/grub/grub.cfg', 'set default="1>2"\n');
    assert.deepEqual(holds(), ['6.8.12-9-pve 0x1a', '6.8.12-10-pve none']);
    write('/boot/initrd.img-6.8.12-10-pve', concat(archive('AuthenticAMD.bin', amd(1)), early, rest));
    assert.deepEqual(holds(), ['6.8.12-9-pve 0x1a', '6.8.12-10-pve 0x1a'], 'behind the archive of the other vendor');
  });

  it('read AMD’s as it is, or as the one on the disk', () => {
    write('/lib/firmware/amd-ucode/microcode_amd_fam17h.bin', amd(5));
    write('/lib/firmware/amd-ucode/microcode_amd_fam19h.bin', amd(0xa20102d));
    write('/boot/initrd.img-6.8.12-9-pve', concat(archive('AuthenticAMD.bin', concat(amd(5), amd(0xa20102d))), rest));
    write('/boot/initrd.img-6.5.13-5-pve', concat(archive('AuthenticAMD.bin', amd(0xa201200)), rest));
    write('/etc/kernel/proxmox-boot-pin', '6.5.13-5-pve\n');
    const updateFile = { 'update-file': `/lib/firmware/amd-ucode/microcode_amd_fam19h.bin 1 1794000000\n${Buffer.from(amd(0xa20102d)).toString('base64')}\n` };
    assert.match(run('initramfs').body + holds(amdCpu, updateFile).toString(), /as-on-disk/);
    assert.deepEqual(holds(amdCpu, updateFile), ['6.5.13-5-pve 0xa201200', '6.8.12-9-pve 0xa20102d']);
  });

  it('look at pinned and running kernels beside the newest, and at others only where the menu of GRUB may start them', () => {
    for (const release of ['6.8.12-9-pve', '6.8.12-10-pve', '6.5.13-5-pve', '6.2.16-3-pve', '5.15.158-2-pve', '6.5.11-4-pve']) write(`/boot/initrd.img-${release}`, rest);
    write('/etc/kernel/proxmox-boot-pin', '6.2.16-3-pve\n');
    write('/etc/kernel/next-boot-pin', '5.15.158-2-pve\n');
    write('/bin/uname', '#!/bin/sh\necho 6.5.13-5-pve\n');
    chmodSync(join(root, 'bin/uname'), 0o755);
    const looked = () => (holds() as string[]).map((line) => line.replace(' none', '')).join(' ');
    const few = '5.15.158-2-pve 6.2.16-3-pve 6.5.13-5-pve 6.8.12-10-pve';
    assert.equal(looked(), few);
    for (const [line, many] of [['0', false], ['${next_entry}', false], ['${saved_entry}', true], ['1>2', true], ['gnulinux-advanced-1a2b>gnulinux-6.5.11-4-pve-advanced-1a2b', true]] as const) {
      write('/boot/grub/grub.cfg', `if [ "\${next_entry}" ] ; then\n   set default="\${next_entry}"\nelse\n   set default="${line}"\nfi\n`);
      assert.equal(looked(), many ? '5.15.158-2-pve 6.2.16-3-pve 6.5.11-4-pve 6.5.13-5-pve 6.8.12-9-pve 6.8.12-10-pve' : few, line);
    }
    write('/etc/kernel/proxmox-boot-uuids', '1A2B-3C4D\n');
    assert.equal(looked(), few, 'proxmox-boot-tool has no such menu');
  });

  it('say that there is none where there is none', () => {
    assert.equal(holds(), 'absent');
    write('/boot/initrd.img-6.8.12-9-pve', rest);
    assert.notEqual(holds(), 'absent');
    rmSync(join(root, 'lib'), { recursive: true });
    assert.equal(holds(), 'absent', 'no update that it could hold');
    rmSync(join(root, 'boot'), { recursive: true });
    assert.deepEqual([run('initramfs').code, run('next-boot').code], [3, 3]);
  });

  it('tell pins, ESPs, settings, and the menu of GRUB', () => {
    write('/proc/cmdline', 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet dis_ucode_ldr\n');
    write('/boot/initrd.img-6.8.12-9-pve', rest);
    write('/boot/vmlinuz-6.5.13-5-pve', 'k');
    write('/etc/default/grub', '# never dis_ucode_ldr here\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\n');
    write('/etc/default/grub.d/mine.cfg', 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX dis_ucode_ldr"\n');
    write('/etc/default/intel-microcode', '#IUCODE_TOOL_INITRAMFS=auto\nIUCODE_TOOL_INITRAMFS=no\n');
    write('/etc/initramfs-tools/initramfs.conf', 'MODULES=most\n');
    write('/etc/initramfs-tools/conf.d/driver-policy', 'MODULES=dep\n');
    write('/boot/grub/grubenv', '# GRUB Environment Block\nsaved_entry=0\n####');
    write('/boot/grub/grub.cfg', "set default=\"0\"\nfunction x {\n  echo\n}\nmenuentry 'Debian' --class d $menuentry_id_option 'a' {\n\tload_video\n\tlinux\t/boot/vmlinuz-6.5.13-5-pve root=/dev/sda1\n\tinitrd\t/boot/initrd.img-6.5.13-5-pve\n}\n");
    const told = () => {
      const { nextBoot } = parseProbe(hostText({ 'next-boot': run('next-boot') }));
      assert.ok(nextBoot.state === 'known');
      return nextBoot.value;
    };
    const grub = told();
    assert.deepEqual([grub.loader, grub.next, grub.loaderDisabled, grub.leftOutBy, grub.allCpus], [
      'grub', { release: '6.5.13-5-pve', because: 'menu' }, { now: true, next: false, by: ['/etc/default/grub.d/mine.cfg'] }, [{ file: '/etc/default/intel-microcode', line: 'IUCODE_TOOL_INITRAMFS=no' }], false,
    ]);
    assert.deepEqual(grub.kernels, [{ release: '6.8.12-9-pve', bytes: 6, initramfsBytes: rest.length }, { release: '6.5.13-5-pve', bytes: 1, initramfsBytes: 0 }]);
    assert.ok(grub.free[0]!.path === '/boot' && grub.free[0]!.bytes > 0);
    write('/etc/kernel/proxmox-boot-uuids', '1A2B-3C4D\n5E6F-7A8B\n');
    write('/etc/kernel/proxmox-boot-pin', '6.5.13-5-pve\n');
    write('/dev/disk/by-uuid/1A2B-3C4D', '');
    write('/sys/class/block/1A2B-3C4D/size', '1048576\n');
    const tool = told();
    assert.deepEqual([tool.loader, tool.next, tool.esps], ['proxmox-boot-tool', { release: '6.5.13-5-pve', because: 'pinned' }, [{ uuid: '1A2B-3C4D', bytes: 536870912 }, { uuid: '5E6F-7A8B' }]]);
  });
});
