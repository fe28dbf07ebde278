/** What a search gave, in one sentence, and what could not be read in another. */
import { type SearchResult, unreadSources } from '../../host';
import { count, fileName } from '../hosts/words';

/** `pve8: 5 KVM failures in its logs, 2 of them new. Unknown: syslog.2.zst (zstd is not installed there, which unpacks it).` */
export function outcome(label: string, result: SearchResult): string {
  const { failures, added, truncated } = result;
  const fresh = added === 0 ? 'none of them new' : `${added} of them new`;
  const found = failures.length === 0 ? 'no KVM failures' : `${count(failures.length, 'KVM failure')}${truncated ? ' or more' : ''} in its logs`;
  const unread = unreadSources(result).map(({ source, unknown }) => `${source === 'journal' ? 'the journal' : fileName(source)} (${unknown ?? ''})`);
  const where = failures.length > 0 ? '' : unread.length === 0 ? ' in its logs' : ' in what could be read of its logs';
  return `${label}: ${found}${where}${failures.length === 0 || added === failures.length ? '' : `, ${fresh}`}.${unread.length === 0 ? '' : ` Unknown: ${unread.join(', ')}.`}`;
}
