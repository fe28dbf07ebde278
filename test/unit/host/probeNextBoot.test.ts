import assert from 'node:assert/strict';
import { type HostFacts, parseProbe } from '../../../src/host';
import type { NextBoot } from '../../../src/host/bootFacts';
import { type Answer, base64Lines, cpuSection, hostText } from './probeText';
import { buildAmd } from '../microcode/build';

const cmdline = 'cmdline BOOT_IMAGE=/vmlinuz-6.8.12-9-pve root=/dev/mapper/pve-root ro quiet';
const kernels = ['6.8.12-10-pve', '6.5.13-5-pve', '6.8.12-9-pve'].flatMap((release) => [`file 14000000 /boot/vmlinuz-${release}`, `file 62000000 /boot/initrd.img-${release}`]);
const args = 'root=/dev/mapper/pve-root ro quiet';
/** The menu as update-grub writes it, with what decides of it; `first` is what the kernel of its first entry gets. */
const menu = (chosen: string, first = args) => [
  'set default="${next_entry}"', `set default="${chosen}"`,
  "menuentry 'Proxmox VE GNU/Linux' --class proxmox --class gnu-linux $menuentry_id_option 'gnulinux-simple-1a2b' {", `linux\t/vmlinuz-6.8.12-10-pve ${first}`, '}',
  "submenu 'Advanced options for Proxmox VE GNU/Linux' $menuentry_id_option 'gnulinux-advanced-1a2b' {",
  ...['6.8.12-10-pve', '6.8.12-9-pve', '6.5.13-5-pve'].flatMap((release) => [
    `menuentry 'Proxmox VE GNU/Linux, with Linux ${release}' --class proxmox $menuentry_id_option 'gnulinux-${release}-advanced-1a2b' {`, `linux\t/vmlinuz-${release} ${args}`, '}',
    `menuentry 'Proxmox VE GNU/Linux, with Linux ${release} (recovery mode)' --class proxmox $menuentry_id_option 'gnulinux-${release}-recovery-1a2b' {`, `linux\t/vmlinuz-${release} ${args} single`, '}',
  ]),
  '}', "menuentry 'Memory test (memtest86+)' {", 'linux16\t/memtest86+.bin', '}', "menuentry 'UEFI Firmware Settings' $menuentry_id_option 'uefi-firmware' {", '}',
].map((line) => `grub ${line}`);

const parsed = (...lines: readonly string[]): NextBoot => {
  const { nextBoot } = parseProbe(hostText({ 'next-boot': `${lines.join('\n')}\n` }));
  assert.ok(nextBoot.state === 'known', JSON.stringify(nextBoot));
  return nextBoot.value;
};
const next = (...lines: readonly string[]) => {
  const { next: found, nextUnknown } = parsed(cmdline, ...kernels, ...lines);
  return found ? `${found.release} ${found.because}` : nextUnknown;
};

describe('a probe tells what the next boot starts', () => {
  const esps = ['esp 1A2B-3C4D 536870912', 'esp 5E6F-7A8B 536870912'];
  const rows: readonly (readonly [title: string, lines: readonly string[], expected: string])[] = [
    ['GRUB’s first entry', menu('0'), '6.8.12-10-pve newest'],
    ['an entry of a submenu by number', menu('1>2'), '6.8.12-9-pve menu'],
    ['a submenu by number', menu('1'), '6.8.12-10-pve newest'],
    ['an entry by its ids, as proxmox-boot-tool kernel pin writes them', [...menu('gnulinux-advanced-1a2b>gnulinux-6.5.13-5-pve-advanced-1a2b'), 'pin 6.5.13-5-pve'], '6.5.13-5-pve pinned'],
    ['an entry by its titles', menu('Advanced options for Proxmox VE GNU/Linux>Proxmox VE GNU/Linux, with Linux 6.8.12-9-pve'), '6.8.12-9-pve menu'],
    ['the saved entry', [...menu('${saved_entry}'), 'grubenv saved_entry=gnulinux-advanced-1a2b>gnulinux-6.8.12-9-pve-advanced-1a2b'], '6.8.12-9-pve menu'],
    ['the saved entry, none saved', menu('${saved_entry}'), '6.8.12-10-pve newest'],
    ['the entry for one boot', [...menu('0'), 'grubenv next_entry=1>4', 'once 6.5.13-5-pve'], '6.5.13-5-pve pinned-once'],
    ['a pin that never reached the menu', [...menu('0'), 'pin 6.5.13-5-pve'], '6.8.12-10-pve newest'],
    ['an entry without a kernel', menu('2'), 'the menu of GRUB names no kernel as its default'],
    ['an entry that is not there', menu('gone'), 'the menu of GRUB names no kernel as its default'],
    ['a menu that is closed', ['grub closed'], '/boot/grub/grub.cfg can be read by root alone'],
    ['proxmox-boot-tool, the newest', esps, '6.8.12-10-pve newest'],
    ['proxmox-boot-tool, a pin', [...esps, 'pin 6.5.13-5-pve'], '6.5.13-5-pve pinned'],
    ['proxmox-boot-tool, a pin for one boot before the other', [...esps, 'pin 6.5.13-5-pve', 'once 6.8.12-9-pve'], '6.8.12-9-pve pinned-once'],
    ['a loader that is not known', [], 'neither a menu of GRUB nor ESPs of proxmox-boot-tool were found'],
  ];
  for (const [title, lines, expected] of rows) it(title, () => assert.equal(next(...lines), expected));

  it('the kernels, newest first by number, and no copies', () => {
    assert.deepEqual(parsed(cmdline, ...kernels, 'file 1 /boot/vmlinuz-6.8.12-9-pve.old').kernels, ['6.8.12-10-pve', '6.8.12-9-pve', '6.5.13-5-pve'].map((release) => ({ release, bytes: 14_000_000, initramfsBytes: 62_000_000 })));
    assert.equal(parsed(cmdline, 'file 1 /boot/vmlinuz-6.8.12-9-pve').kernels[0]?.initramfsBytes, 0);
  });

  it('ESPs, one of them missing', () => {
    assert.deepEqual(parsed(cmdline, 'esp 1A2B-3C4D 536870912', 'esp 5E6F-7A8B missing', 'esp 9999-0000 0').esps, [{ uuid: '1A2B-3C4D', bytes: 536870912 }, { uuid: '5E6F-7A8B' }, { uuid: '9999-0000' }]);
  });

  it('dis_ucode_ldr: now, in the menu, or in a file that the menu has not got', () => {
    const disabled = (...lines: readonly string[]) => parsed(...lines).loaderDisabled;
    assert.deepEqual(disabled(`${cmdline} dis_ucode_ldr`, ...menu('0')), { now: true, next: false, by: [] });
    assert.deepEqual(disabled(cmdline, ...menu('0', `${args} dis_ucode_ldr`), 'disables /etc/default/grub'), { now: false, next: true, by: ['/etc/default/grub'] });
    assert.deepEqual(disabled(cmdline, ...menu('0'), 'disables /etc/default/grub'), { now: false, next: false, by: ['/etc/default/grub'] });
    assert.deepEqual(disabled(cmdline, ...esps, 'disables /etc/kernel/cmdline'), { now: false, next: true, by: ['/etc/kernel/cmdline'] });
    assert.ok(disabled(`${cmdline} microcode=force_minrev,dis_ucode_ldr`).now);
    assert.equal(disabled(`${cmdline} x_dis_ucode_ldr dis_ucode_ldr_not`).now, false);
  });

  it('settings that leave microcode out, and which updates an initramfs gets', () => {
    const intel = '/etc/default/intel-microcode';
    const told = (...settings: readonly string[]) => parsed(cmdline, ...settings.map((line) => `setting ${intel} ${line}`));
    for (const line of ['IUCODE_TOOL_INITRAMFS=no', 'IUCODE_TOOL_INITRAMFS="no"', 'AMD64UCODE_INITRAMFS=0', 'IUCODE_TOOL_INITRAMFS=no # since May']) assert.deepEqual(told(line).leftOutBy, [{ file: intel, line }], line);
    for (const line of ['IUCODE_TOOL_INITRAMFS=auto', 'IUCODE_TOOL_INITRAMFS=early', 'IUCODE_TOOL_SCANCPUS=no']) assert.deepEqual(told(line).leftOutBy, [], line);
    const all = (...lines: readonly string[]) => parsed(cmdline, ...lines).allCpus;
    assert.deepEqual([all(), all('modules most'), all('modules dep'), all('modules most', 'modules dep')], [true, true, false, false]);
    assert.deepEqual([all('modules most', `setting ${intel} IUCODE_TOOL_SCANCPUS=yes`), all('modules dep', `setting ${intel} IUCODE_TOOL_SCANCPUS="no"`)], [false, true]);
  });

  it('the room of each file system once', () => {
    assert.deepEqual(parsed(cmdline, 'free /boot 1000 4096 5000', 'free / 20 4096 99', 'free /var/cache/apt/archives 20 4096 99').free, [{ path: '/boot', bytes: 4096000 }, { path: '/', bytes: 81920 }]);
  });
});

describe('a probe tells what an initramfs holds for this CPU', () => {
  const amd = cpuSection({ vendor: 'AuthenticAMD', family: 25, model: 33, stepping: 0, name: 'AMD Ryzen 9 5900X', revisions: ['0xa201016'] });
  const container = buildAmd({ equivalences: [{ signature: 0xa20f10, id: 0xa210 }], patches: [{ revision: 0xa20102d, dateCode: 0x08272024, id: 0xa210, size: 80 }] });
  const images = (initramfs: Answer, cpu?: string): HostFacts['initramfs'] => parseProbe(hostText({ initramfs, ...(cpu === undefined ? {} : { cpu }) })).initramfs;
  const holds = (lines: string, cpu?: string) => {
    const fact = images(`image 6.8.12-9-pve 1794000000\n${lines}`, cpu);
    return fact.state === 'known' ? fact.value.map(({ revision }) => revision) : fact;
  };
  const selected = 'part GenuineIntel.bin 15104000\nselected microcodes:\n';
  const line = (mask: string, revision: string, signature = '0x00090661') => `  001/120: sig ${signature}, pf_mask ${mask}, 2024-04-05, rev ${revision}, size 20480\n`;

  it('by the lines of iucode_tool, signature and platform', () => {
    assert.deepEqual(holds(selected + line('0x01', '0x0017') + line('0x01', '0x001a') + line('0x02', '0x0020') + line('0x01', '0x0030', '0x000906a3')), [0x1a]);
    assert.deepEqual(holds(selected), ['none']);
    assert.deepEqual(holds(selected + line('0x02', '0x001a')), ['none']);
  });

  it('by the bytes themselves, where they came', () => assert.deepEqual(holds(`part AuthenticAMD.bin ${container.length}\n${base64Lines(container)}`, amd), [0xa20102d]));

  it('nothing without a part of its vendor, and unknown where the part could not be read', () => {
    assert.deepEqual(holds(''), ['none']);
    assert.deepEqual(holds('part AuthenticAMD.bin 300000\nas-on-disk\n'), ['none']);
    assert.deepEqual(holds('part GenuineIntel.bin 15104000\n'), [undefined]);
  });

  it('each kernel’s, with the time of its file', () => {
    assert.deepEqual(images(`image 6.5.13-5-pve 1700000000\nimage 6.8.12-9-pve 1794000000\n${selected}${line('0x01', '0x001a')}`), {
      state: 'known',
      value: [{ release: '6.5.13-5-pve', changedAt: 1_700_000_000_000, revision: 'none' }, { release: '6.8.12-9-pve', changedAt: 1_794_000_000_000, revision: 0x1a }],
    });
    assert.equal(images({ code: 3 }).state, 'absent');
  });
});
