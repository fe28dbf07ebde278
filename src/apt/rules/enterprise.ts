/** The enterprise repository on a host that has no subscription: its server answers 401, and apt update ends with an error. */
import { isEnterpriseEntry } from '../archives';
import { disableEntry } from '../edits';
import type { AptRule } from './rule';

export const enterpriseWithoutSubscription: AptRule = {
  id: 'apt/enterprise-without-subscription',
  scope: 'entry',
  severity: 'warning',
  title: 'The enterprise repository is enabled, and there is no subscription',
  check({ parsed, entries, whole, context: { host } }) {
    // Only the host knows; nothing is guessed for a loose file.
    if (host?.subscription !== false) return [];
    const enable = whole.noSubscription ? [] : [{ kind: 'action' as const, title: 'Enable the no-subscription repository…', action: 'enableNoSubscription' as const }];
    return entries.flatMap(({ entry }) =>
      !entry.enabled || !isEnterpriseEntry(entry)
        ? []
        : [
            {
              severity: 'warning' as const,
              message: 'no subscription: apt update reports 401',
              where: { kind: 'document' as const, range: entry.range },
              explanation:
                'The enterprise repository is for hosts with a subscription; without one its server answers 401 Unauthorized and apt update ends with exit code 100. The other repositories are updated all the same. Disable it, and enable the no-subscription repository, or enter a subscription key.',
              fixes: [{ kind: 'edit' as const, title: 'Disable this entry', edits: [disableEntry(parsed, entry)] }, ...enable],
            },
          ],
    );
  },
};
