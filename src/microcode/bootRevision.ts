/**
 * Which microcode a boot ran, as its kernel says: the early load, the current revision, or what older drivers print of the
 * first CPU. Sources: arch/x86/kernel/cpu/microcode/{core,intel,amd}.c at v5.10, v6.1, v6.5 and v6.9.
 */

const revision = '(0x[\\da-f]{1,8})(?![\\da-fx])';
const forms: readonly RegExp[] = [
  'Current revision: ',
  'microcode updated early to (?:revision |new patch_level=)',
  'updated early: 0x[\\da-f]{1,8} -> ',
  'sig=0x[\\da-f]{1,8}, pf=0x[\\da-f]{1,8}, revision=',
  '(?:CPU0:? )?(?:new )?patch_level=',
  // Late loads, which change the revision in the middle of a boot.
  'updated to revision ',
  'Reload completed, microcode revision: (?:0x[\\da-f]{1,8} -> )?',
  'revision: 0x[\\da-f]{1,8} -> ',
].map((words) => new RegExp(`^microcode: ${words}${revision}`, 'i'));

/** The kernel's messages of one boot, without a log's prefix, in their order: every revision once, in the order in which it ran. */
export function revisionsOfBoot(messages: readonly string[]): readonly number[] {
  const told = messages.flatMap((message) => forms.flatMap((form) => form.exec(message)?.[1] ?? []));
  return [...new Set(told.map(Number))];
}
