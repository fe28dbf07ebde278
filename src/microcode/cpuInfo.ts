/**
 * /proc/cpuinfo of x86: one block per logical CPU, `name<TAB>: value`. Other architectures use the same file in other words.
 * Source: arch/x86/kernel/cpu/proc.c.
 */
import { signatureOf } from './signature';
import type { CpuIdentity, CpuVendor } from './types';

const vendors: ReadonlyMap<string, CpuVendor> = new Map([['GenuineIntel', 'intel'], ['AuthenticAMD', 'amd']]);

/**
 * The CPU that the text shows, with the running revision of every logical CPU in order; family, model and stepping are the
 * first one's. Undefined where the text is not an x86 one's (another architecture, empty, cut short). `platformMask` is
 * never set: the file does not tell it.
 */
export function parseCpuInfo(text: string): CpuIdentity | undefined {
  const first = new Map<string, string>();
  const revisions: number[] = [];
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (!first.has(name)) first.set(name, value);
    if (name === 'microcode' && /^0x[\da-f]{1,8}$/i.test(value)) revisions.push(Number(value));
  }
  const vendorId = first.get('vendor_id');
  const family = decimal(first.get('cpu family'));
  const model = decimal(first.get('model'));
  const stepping = decimal(first.get('stepping'));
  if (vendorId === undefined || family === undefined || model === undefined || stepping === undefined) return undefined;
  return {
    vendor: vendors.get(vendorId) ?? 'other',
    modelName: first.get('model name') ?? '',
    family,
    model,
    stepping,
    signature: signatureOf(family, model, stepping),
    revisions,
    hypervisor: (first.get('flags') ?? '').split(/\s+/).includes('hypervisor'),
  };
}

function decimal(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}
