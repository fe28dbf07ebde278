/** CPUs as /proc/cpuinfo shows them on the hosts; written here, with the values that matter to microcode. */
export interface Cpu {
  readonly vendor: 'intel' | 'amd';
  readonly model: string;
  readonly family: number;
  readonly modelNumber: number;
  readonly stepping: number;
  readonly cores: number;
  readonly signature: string;
  /** The bit of this platform in an update's mask; AMD's have none. */
  readonly platform: number;
  /** What the firmware loads before the kernel has its say. */
  readonly revision: number;
}

export const cpus = {
  J6412: { vendor: 'intel', model: 'Intel(R) Celeron(R) J6412 @ 2.00GHz', family: 6, modelNumber: 150, stepping: 1, cores: 4, signature: '0x90661', platform: 1, revision: 0x16 },
  EPYC7302: { vendor: 'amd', model: 'AMD EPYC 7302 16-Core Processor', family: 23, modelNumber: 49, stepping: 0, cores: 16, signature: '0x830f10', platform: 0, revision: 0x8301038 },
} as const satisfies Record<string, Cpu>;

export type CpuName = keyof typeof cpus;

const hex2 = (value: number): string => value.toString(16).padStart(2, '0');

/** The file of its updates under /lib/firmware. */
export const updateFile = ({ vendor, family, modelNumber, stepping }: Cpu): string =>
  vendor === 'intel' ? `intel-ucode/${hex2(family)}-${hex2(modelNumber)}-${hex2(stepping)}` : `amd-ucode/microcode_amd_fam${hex2(family)}h.bin`;

/** The text of /proc/cpuinfo, with @REVISION@ where the revision goes. */
export function cpuInfo(cpu: Cpu): string {
  const one = (core: number): string =>
    Object.entries({
      'processor\t': core, 'vendor_id\t': cpu.vendor === 'intel' ? 'GenuineIntel' : 'AuthenticAMD', 'cpu family\t': cpu.family, 'model\t\t': cpu.modelNumber, 'model name\t': cpu.model,
      'stepping\t': cpu.stepping, 'microcode\t': '@REVISION@', 'cpu MHz\t\t': '1996.800', 'cache size\t': '4096 KB', 'physical id\t': 0,
      'siblings\t': cpu.cores, 'core id\t\t': core, 'cpu cores\t': cpu.cores, 'apicid\t\t': core * 2, 'flags\t\t': `fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat lm nx ${cpu.vendor === 'intel' ? 'vmx ept vpid' : 'svm npt'} aes rdrand`,
      'bugs\t\t': 'spectre_v1 spectre_v2 spec_store_bypass swapgs srbds mmio_stale_data', 'bogomips\t': '3993.60',
    }).map(([name, value]) => `${name}: ${value}\n`).join('');
  return Array.from({ length: cpu.cores }, (_, core) => `${one(core)}\n`).join('');
}
