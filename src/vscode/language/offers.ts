/** What the light bulb offers for findings: each one's own fix, the same for the whole file, and what is to be done on the host. */
import { isDebianEntry } from '../../apt';
import type { ActionId, Finding, TextEdit, TextRange } from '../../finding';
import { type Analysis, touches } from './analysis';
import { mergeEdits } from './mergeEdits';

export type Offer =
  | { readonly kind: 'edit'; readonly title: string; readonly edits: readonly TextEdit[]; readonly preferred: boolean; readonly mends: readonly Finding[] }
  | { readonly kind: 'action'; readonly title: string; readonly action: ActionId; readonly args: readonly string[]; readonly mends: readonly Finding[] };

type EditFix = Extract<Finding['fixes'][number], { kind: 'edit' }>;

/**
 * What is offered where `range` (a selection, widened to whole lines) touches the findings that are `here`; `shown` gives all that
 * the user sees in the file, which are asked for only where one fix might mend them together.
 */
export function offersAt(analysis: Analysis, here: readonly Finding[], shown: () => readonly Finding[], range: TextRange): Offer[] {
  return [...here.flatMap(ownFixes), ...fixAll(here, shown), ...uniqueActions(here), ...install(analysis, range)];
}

function ownFixes(finding: Finding): Offer[] {
  return editFixes(finding).map(({ title, edits, preferred = false }) => ({ kind: 'edit', title, edits, preferred, mends: [finding] }));
}

/** Once for each group that more than one finding of the file belongs to. */
function fixAll(here: readonly Finding[], shown: () => readonly Finding[]): Offer[] {
  const groups = new Set(here.flatMap((finding) => editFixes(finding).flatMap(({ group }) => group ?? [])));
  const all = groups.size === 0 ? [] : shown();
  return [...groups].flatMap((group): Offer[] => {
    const members = all.flatMap((finding) => {
      const fix = editFixes(finding).find((one) => one.group === group);
      return fix ? [{ finding, edits: fix.edits }] : [];
    });
    if (members.length < 2) return [];
    const { edits, applied } = mergeEdits(members.map((member) => member.edits));
    return [{ kind: 'edit', title: titleForAll(group, applied), edits, preferred: false, mends: members.map(({ finding }) => finding) }];
  });
}

function titleForAll(group: string, count: number): string {
  return group === 'microcode-component' ? `Add the microcode components to all ${count} entries of this file` : `Fix all ${count} of this kind in this file`;
}

/** Several failures on the chosen lines ask for the same thing: it is offered once. */
function uniqueActions(here: readonly Finding[]): Offer[] {
  const offers = new Map<string, Offer>();
  for (const finding of here) {
    for (const fix of finding.fixes) {
      if (fix.kind !== 'action') continue;
      const { title, action, args = [] } = fix;
      const key = JSON.stringify([action, args]);
      offers.set(key, { kind: 'action', title, action, args, mends: [...(offers.get(key)?.mends ?? []), finding] });
    }
  }
  return [...offers.values()];
}

/** On a Debian entry the package itself is the next step, also where an entry lacks the component: another may have it. */
function install(analysis: Analysis, range: TextRange): Offer[] {
  if (analysis.kind === 'log') return [];
  const { checked } = analysis;
  const onDebian = checked.around(range).entries.some((entry) => entry.enabled && touches(entry.range, range) && isDebianEntry(entry, checked.context));
  return onDebian ? [{ kind: 'action', title: 'Install CPU microcode in a terminal…', action: 'installMicrocode', args: [], mends: [] }] : [];
}

function editFixes({ fixes }: Finding): EditFix[] {
  return fixes.filter((fix): fix is EditFix => fix.kind === 'edit');
}
