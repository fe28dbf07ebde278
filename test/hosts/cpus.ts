/** CPUs as /proc/cpuinfo shows them on the hosts; written here, with the values that matter to microcode. */
export interface Cpu {
  readonly model: string;
  readonly family: number;
  readonly modelNumber: number;
  readonly stepping: number;
  readonly cores: number;
  readonly signature: string;
  /** The bit of this platform in an update's mask. */
  readonly platform: number;
  /** What the firmware loads before the kernel has its say. */
  readonly revision: number;
}

export const cpus = {
  J6412: { model: 'Intel(R) Celeron(R) J6412 @ 2.00GHz', family: 6, modelNumber: 150, stepping: 1, cores: 4, signature: '0x90661', platform: 1, revision: 0x16 },
} as const satisfies Record<string, Cpu>;

export type CpuName = keyof typeof cpus;

const hex2 = (value: number): string => value.toString(16).padStart(2, '0');

/** The file of its updates under /lib/firmware/intel-ucode. */
export const updateFile = (cpu: Cpu): string => `${hex2(cpu.family)}-${hex2(cpu.modelNumber)}-${hex2(cpu.stepping)}`;

/** The text of /proc/cpuinfo, with @REVISION@ where the revision goes. */
export function cpuInfo(cpu: Cpu): string {
  const one = (core: number): string =>
    Object.entries({
      'processor\t': core, 'vendor_id\t': 'GenuineIntel', 'cpu family\t': cpu.family, 'model\t\t': cpu.modelNumber, 'model name\t': cpu.model,
      'stepping\t': cpu.stepping, 'microcode\t': '@REVISION@', 'cpu MHz\t\t': '1996.800', 'cache size\t': '4096 KB', 'physical id\t': 0,
      'siblings\t': cpu.cores, 'core id\t\t': core, 'cpu cores\t': cpu.cores, 'apicid\t\t': core * 2, 'flags\t\t': 'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat lm nx vmx ept vpid aes rdrand',
      'bugs\t\t': 'spectre_v1 spectre_v2 spec_store_bypass swapgs srbds mmio_stale_data', 'bogomips\t': '3993.60',
    }).map(([name, value]) => `${name}: ${value}\n`).join('');
  return Array.from({ length: cpu.cores }, (_, core) => `${one(core)}\n`).join('');
}
