/**
 * What is known of failures with just these numbers. Reports and errata, hedged as their sources hedge: kernel bug 218267 with
 * Intel's erratum SPR141, comments in the kernel's arch/x86/kvm/vmx/vmx.c, and what people reported of OVMF on AMD.
 */
import type { Failure } from './types';
import { eventOf } from './vectoring';

const msrWrite = 32n;
const eptViolation = 48n;
const eptMisconfig = 49n;
const nestedPageFault = 0x400n;

/** Paragraphs; none where nothing is known of the pattern. */
export function knownCauses({ suberror, data, host }: Failure): string[] {
  const values = (data ?? []).map((digits) => (/^[0-9a-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : 0n));
  if (suberror === 3 && host?.vendor !== 'amd') return ofDelivery(values);
  const [flags = 0n] = values;
  if (suberror === 1 && values[flags === 1n ? 3 : 1] === nestedPageFault && flags <= 1n) return ['A nested page fault that KVM could not emulate was reported on AMD with OVMF as the guest’s firmware and with more than 256 virtual CPUs.'];
  return [];
}

function ofDelivery([info = 0n, reason = 0n]: readonly bigint[]): string[] {
  const event = eventOf(info);
  if (!event) return [];
  const isInterrupt = event.type === 0;
  switch (reason & 0xffffn) {
    case eptMisconfig:
      return ['EPT_MISCONFIG here means that the guest touched an address that is no memory while the CPU was delivering to it: its stack or its tables lay outside memory. The guest may have crashed by itself or have the wrong memory size, it may be a migration that went wrong, or a fault of the CPU.'];
    case eptViolation:
      return ['An EPT violation is not expected with suberror 3 before about kernel 6.14. Since then it may mean that the guest touched the memory of a device while the CPU was delivering to it.'];
    case msrWrite:
      return isInterrupt
        ? ['An interrupt in delivery while an MSR was written: on Sapphire and Emerald Rapids this was reported of several Windows guests with hv-vapic, and Intel has an erratum for it (SPR141). There a newer BIOS or microcode may hold a workaround, and pinned virtual CPUs, or one such guest alone, were reported to avoid it. On other CPUs the same numbers may have another cause.']
        : [];
    default:
      return [];
  }
}
