/** Where Debian keeps microcode: the package of a vendor, and the files that hold a CPU's updates. */
import type { CpuIdentity, CpuVendor } from './types';

export function packageFor(vendor: CpuVendor): 'intel-microcode' | 'amd64-microcode' | undefined {
  return vendor === 'intel' ? 'intel-microcode' : vendor === 'amd' ? 'amd64-microcode' : undefined;
}

/**
 * The files that hold this CPU's updates where they are installed, absolute; none for other vendors. Debian names an Intel
 * file `.initramfs` where the update must not be loaded late: the initramfs takes it all the same.
 * Sources: the kernel's request_microcode_fw (intel.c, amd.c); Debian's intel-microcode, initramfs hook.
 */
export function updateFileNames(cpu: CpuIdentity): { readonly paths: readonly string[] } {
  if (cpu.vendor === 'intel') {
    const path = `/lib/firmware/intel-ucode/${[cpu.family, cpu.model, cpu.stepping].map(hex2).join('-')}`;
    return { paths: [path, `${path}.initramfs`] };
  }
  if (cpu.vendor === 'amd') {
    return { paths: [`/lib/firmware/amd-ucode/microcode_amd${cpu.family < 0x15 ? '' : `_fam${hex2(cpu.family)}h`}.bin`] };
  }
  return { paths: [] };
}

const hex2 = (value: number): string => value.toString(16).padStart(2, '0');
