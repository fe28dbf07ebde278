import assert from 'node:assert/strict';
import { packageFor, parseCpuInfo, updateFileNames } from '../../../src/microcode';

interface Shown {
  readonly vendorId: string;
  readonly modelName: string;
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
  /** One for each logical CPU; undefined where the kernel shows none. */
  readonly revisions: readonly (string | undefined)[];
  readonly flags: string;
}

const celeron: Shown = { vendorId: 'GenuineIntel', modelName: 'Intel(R) Celeron(R) J6412 @ 2.00GHz', family: 6, model: 150, stepping: 1, revisions: ['0x16', '0x16', '0x16', '0x16'], flags: 'fpu vme vmx aes' };

/** As x86 kernels write it. */
function cpuInfo({ vendorId, modelName, family, model, stepping, revisions, flags }: Shown): string {
  return revisions.map((revision, core) => [
    `processor\t: ${core}`, `vendor_id\t: ${vendorId}`, `cpu family\t: ${family}`, `model\t\t: ${model}`, `model name\t: ${modelName}`, `stepping\t: ${stepping}`,
    ...(revision === undefined ? [] : [`microcode\t: ${revision}`]), 'cpu MHz\t\t: 2000.000', 'cache size\t: 4096 KB', `flags\t\t: ${flags}`, 'bugs\t\t: spectre_v1', 'power management:', '', '',
  ].join('\n')).join('');
}

describe('/proc/cpuinfo', () => {
  it('tells the CPU and the revision of each logical one', () => {
    assert.deepEqual(parseCpuInfo(cpuInfo(celeron)), {
      vendor: 'intel', modelName: celeron.modelName, family: 6, model: 150, stepping: 1, signature: 0x90661, revisions: [0x16, 0x16, 0x16, 0x16], hypervisor: false,
    });
  });

  it('gives the signature that update files name the CPU by', () => {
    const cases: readonly (readonly [string, string, number, number, number, number])[] = [
      ['J6412', 'GenuineIntel', 6, 150, 1, 0x90661],
      ['N5105', 'GenuineIntel', 6, 156, 0, 0x906c0],
      ['N100', 'GenuineIntel', 6, 190, 0, 0xb06e0],
      ['J4125', 'GenuineIntel', 6, 122, 8, 0x706a8],
      ['Pentium 4', 'GenuineIntel', 15, 6, 4, 0xf64],
      ['Diamond Rapids', 'GenuineIntel', 19, 1, 0, 0x400f10],
      ['Athlon 64', 'AuthenticAMD', 15, 75, 2, 0x40fb2],
      ['Phenom II', 'AuthenticAMD', 16, 4, 3, 0x100f43],
      ['Jaguar', 'AuthenticAMD', 22, 0, 1, 0x700f01],
      ['Ryzen 1000', 'AuthenticAMD', 23, 1, 1, 0x800f11],
      ['Ryzen 5000', 'AuthenticAMD', 25, 33, 0, 0xa20f10],
      ['Ryzen 9000', 'AuthenticAMD', 26, 68, 0, 0xb40f40],
    ];
    for (const [modelName, vendorId, family, model, stepping, signature] of cases) {
      assert.equal(parseCpuInfo(cpuInfo({ ...celeron, modelName, vendorId, family, model, stepping }))?.signature.toString(16), signature.toString(16), modelName);
    }
  });

  it('keeps revisions unsigned, in order, and apart where CPUs differ', () => {
    assert.deepEqual(parseCpuInfo(cpuInfo({ ...celeron, revisions: ['0x24000026', '0xffffffff', '0x16'] }))?.revisions, [0x24000026, 0xffffffff, 0x16]);
  });

  it('shows no revision where the kernel shows none', () => {
    assert.deepEqual(parseCpuInfo(cpuInfo({ ...celeron, revisions: [undefined, undefined] }))?.revisions, []);
  });

  it('tells a virtual machine’s CPU by its flag, whole', () => {
    assert.equal(parseCpuInfo(cpuInfo({ ...celeron, flags: 'fpu hypervisor lahf_lm' }))?.hypervisor, true);
    assert.equal(parseCpuInfo(cpuInfo({ ...celeron, flags: 'fpu nohypervisor' }))?.hypervisor, false);
  });

  it('knows the vendors that have updates, and that others are others', () => {
    for (const [vendorId, vendor] of [['GenuineIntel', 'intel'], ['AuthenticAMD', 'amd'], ['HygonGenuine', 'other'], ['CentaurHauls', 'other']] as const) {
      assert.equal(parseCpuInfo(cpuInfo({ ...celeron, vendorId }))?.vendor, vendor);
    }
  });

  it('is read with the line ends of Windows, too', () => {
    assert.deepEqual(parseCpuInfo(cpuInfo(celeron).replaceAll('\n', '\r\n')), parseCpuInfo(cpuInfo(celeron)));
  });

  it('is nothing where it is no x86 CPU’s, or not whole', () => {
    const whole = cpuInfo({ ...celeron, revisions: ['0x16'] });
    for (const text of [
      '', '\n\n', 'processor', ':\n:\n', 'x'.repeat(100_000),
      'processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\n',
      'vendor_id       : IBM/S390\n# processors    : 2\nbogomips per cpu: 3033.00\nfeatures\t: esan3 zarch\n',
      whole.slice(0, whole.indexOf('stepping')),
      whole.replace('stepping\t: 1', 'stepping\t: unknown'),
    ]) assert.equal(parseCpuInfo(text), undefined, text.slice(0, 40));
  });
});

describe('the files and the package of a CPU', () => {
  const paths = (vendorId: string, family: number, model: number, stepping: number) => updateFileNames(parseCpuInfo(cpuInfo({ ...celeron, vendorId, family, model, stepping }))!).paths;

  it('are named as the kernel names them, and as Debian does where only the initramfs may have one', () => {
    assert.deepEqual(paths('GenuineIntel', 6, 150, 1), ['/lib/firmware/intel-ucode/06-96-01', '/lib/firmware/intel-ucode/06-96-01.initramfs']);
    assert.equal(paths('GenuineIntel', 6, 8, 10)[0], '/lib/firmware/intel-ucode/06-08-0a');
    assert.deepEqual(paths('AuthenticAMD', 25, 33, 0), ['/lib/firmware/amd-ucode/microcode_amd_fam19h.bin']);
    assert.deepEqual(paths('AuthenticAMD', 21, 2, 0), ['/lib/firmware/amd-ucode/microcode_amd_fam15h.bin']);
    assert.deepEqual(paths('AuthenticAMD', 20, 2, 0), ['/lib/firmware/amd-ucode/microcode_amd.bin']);
    assert.deepEqual(paths('CentaurHauls', 6, 15, 0), []);
  });

  it('are one package for each vendor that has updates', () => {
    assert.deepEqual((['intel', 'amd', 'other'] as const).map(packageFor), ['intel-microcode', 'amd64-microcode', undefined]);
  });
});
