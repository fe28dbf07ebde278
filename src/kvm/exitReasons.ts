/** Why a virtual CPU stopped running its guest. Sources: the kernel's uapi/asm/vmx.h and uapi/asm/svm.h. */

const vmx: Readonly<Record<number, string>> = {
  0: 'EXCEPTION_NMI', 1: 'EXTERNAL_INTERRUPT', 2: 'TRIPLE_FAULT', 3: 'INIT_SIGNAL', 4: 'SIPI_SIGNAL', 6: 'OTHER_SMI', 7: 'INTERRUPT_WINDOW',
  8: 'NMI_WINDOW', 9: 'TASK_SWITCH', 10: 'CPUID', 12: 'HLT', 13: 'INVD', 14: 'INVLPG', 15: 'RDPMC', 16: 'RDTSC', 18: 'VMCALL', 19: 'VMCLEAR',
  20: 'VMLAUNCH', 21: 'VMPTRLD', 22: 'VMPTRST', 23: 'VMREAD', 24: 'VMRESUME', 25: 'VMWRITE', 26: 'VMOFF', 27: 'VMON', 28: 'CR_ACCESS',
  29: 'DR_ACCESS', 30: 'IO_INSTRUCTION', 31: 'MSR_READ', 32: 'MSR_WRITE', 33: 'INVALID_STATE', 34: 'MSR_LOAD_FAIL', 36: 'MWAIT',
  37: 'MONITOR_TRAP_FLAG', 39: 'MONITOR', 40: 'PAUSE', 41: 'MCE_DURING_VMENTRY', 43: 'TPR_BELOW_THRESHOLD', 44: 'APIC_ACCESS',
  45: 'EOI_INDUCED', 46: 'GDTR_IDTR', 47: 'LDTR_TR', 48: 'EPT_VIOLATION', 49: 'EPT_MISCONFIG', 50: 'INVEPT', 51: 'RDTSCP',
  52: 'PREEMPTION_TIMER', 53: 'INVVPID', 54: 'WBINVD', 55: 'XSETBV', 56: 'APIC_WRITE', 57: 'RDRAND', 58: 'INVPCID', 59: 'VMFUNC',
  60: 'ENCLS', 61: 'RDSEED', 62: 'PML_FULL', 63: 'XSAVES', 64: 'XRSTORS', 67: 'UMWAIT', 68: 'TPAUSE', 74: 'BUS_LOCK', 75: 'NOTIFY',
  76: 'SEAMCALL', 77: 'TDCALL', 84: 'MSR_READ_IMM', 85: 'MSR_WRITE_IMM',
};

const svm: Readonly<Record<number, string>> = {
  0x60: 'INTR', 0x61: 'NMI', 0x64: 'VINTR', 0x72: 'CPUID', 0x78: 'HLT', 0x7b: 'IOIO', 0x7c: 'MSR', 0x7f: 'SHUTDOWN', 0x80: 'VMRUN',
  0x81: 'VMMCALL', 0x87: 'RDTSCP', 0x400: 'NPF', 0x401: 'AVIC_INCOMPLETE_IPI', 0x402: 'AVIC_UNACCELERATED_ACCESS',
};

/** On AMD, nested page fault and what follows it; no Intel reason is as high. */
const firstOfAmdAlone = 0x400;

/** Numbers below 0x60 are accesses to control and debug registers, and exceptions. */
function svmExitCode(code: number): string | undefined {
  if (code < 0) return undefined;
  if (code < 0x20) return `${code < 0x10 ? 'READ' : 'WRITE'}_CR${code & 15}`;
  if (code < 0x40) return `${code < 0x30 ? 'READ' : 'WRITE'}_DR${code & 15}`;
  if (code < 0x60) return `exception ${code - 0x40}`;
  return svm[code];
}

/** True where a number can only be AMD's. */
export function isAmdAlone(code: number): boolean {
  return code >= firstOfAmdAlone && svm[code] !== undefined;
}

/** An exit reason as Intel has it, with its flags. */
export function describeVmxExit(reason: number): string {
  const basic = reason & 0xffff;
  const name = vmx[basic];
  const flags = [...(reason >= 0x80000000 ? ['the entry into the guest failed'] : []), ...((reason & 0x08000000) !== 0 ? ['in an SGX enclave'] : [])];
  return `exit reason ${basic}${name === undefined ? '' : ` (${name})`}${flags.length === 0 ? '' : `, ${flags.join(', ')}`}`;
}

/** An exit reason; where the host’s vendor is not known both names, so that neither is taken for the other. */
export function describeExit(reason: number, vendor?: 'intel' | 'amd'): string {
  if (vendor === 'intel') return describeVmxExit(reason);
  const amd = svmExitCode(reason);
  if (vendor === 'amd' || isAmdAlone(reason)) return `exit code 0x${reason.toString(16)}${amd === undefined ? '' : ` (${amd} on AMD)`}`;
  const intel = vmx[reason & 0xffff];
  const names = [...(intel === undefined ? [] : [`${intel} on Intel`]), ...(amd === undefined ? [] : [`${amd} on AMD`])];
  return `exit reason ${reason & 0xffff} (0x${reason.toString(16)}${names.length === 0 ? '' : `; ${names.join(', ')}`})`;
}
