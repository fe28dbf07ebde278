/**
 * CPUID leaf 1, EAX: the number by which update files name a CPU.
 * Sources: Intel SDM volume 2, CPUID; AMD APM volume 3, appendix E.
 */

/**
 * The signature of a CPU that /proc/cpuinfo shows as this family, model and stepping: families above 0xf and models
 * above 0xf stand in their extended fields. The processor type (bits 12 and 13) is not shown there and counts as 0.
 */
export function signatureOf(family: number, model: number, stepping: number): number {
  const base = Math.min(family, 0xf);
  const extended = Math.max(0, family - 0xf) & 0xff;
  return ((extended << 20) | (((model >> 4) & 0xf) << 16) | (base << 8) | ((model & 0xf) << 4) | (stepping & 0xf)) >>> 0;
}
