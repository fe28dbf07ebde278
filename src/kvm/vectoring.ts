/**
 * What the CPU was delivering to the guest: IDT-vectoring information and VM-exit interruption information, which have the
 * same bits. Sources: the kernel's arch/x86/include/asm/vmx.h; for types 1, 5 and 7 the SDM, volume 3, bits 10:8 of the
 * interruption-information fields.
 */

const exceptions: Readonly<Record<number, string>> = {
  0: '#DE', 1: '#DB', 2: 'NMI', 3: '#BP', 4: '#OF', 5: '#BR', 6: '#UD', 7: '#NM', 8: '#DF', 10: '#TS', 11: '#NP', 12: '#SS', 13: '#GP', 14: '#PF', 16: '#MF', 17: '#AC', 18: '#MC', 19: '#XM', 20: '#VE', 21: '#CP',
};
/** Three bits: each value has its name. */
const types = ['external interrupt', 'event of reserved type 1', 'NMI', 'hardware exception', 'software interrupt', 'privileged software exception', 'software exception', 'other event'];
const ofExceptions: readonly number[] = [3, 5, 6];

export interface Event {
  readonly vector: number;
  readonly type: number;
  readonly hasErrorCode: boolean;
}

/** Undefined where the valid bit is not set, or the value has more than 32 bits: then it is another thing. */
export function eventOf(value: bigint): Event | undefined {
  if (value > 0xffffffffn || (value & 0x80000000n) === 0n) return undefined;
  const info = Number(value);
  return { vector: info & 0xff, type: (info >>> 8) & 7, hasErrorCode: ((info >>> 11) & 1) === 1 };
}

/** `hardware exception #PF, with an error code`; `external interrupt, vector 236`. */
export function describeEvent({ vector, type, hasErrorCode }: Event): string {
  const kind = types[type] ?? '';
  // A number below 32 is an exception's name only where an exception is delivered.
  const name = ofExceptions.includes(type) ? exceptions[vector] : undefined;
  const what = type === 2 ? 'NMI' : name === undefined ? `${kind}, vector ${vector}` : `${kind} ${name}`;
  return `${what}${hasErrorCode ? ', with an error code' : ''}`;
}
