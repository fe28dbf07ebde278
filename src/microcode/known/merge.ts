/** Tables of known revisions: what they look like, and how a newer release goes over an older one. */

/** Signature, platform mask (Intel) or 0 (AMD), revision; patch date, ISO, or empty where it is not known. */
export interface KnownRow {
  readonly signature: number;
  readonly platformMask: number;
  readonly revision: number;
  readonly date: string;
}

/**
 * `newer` over `older`: for a CPU that both have, the newer release counts even if its revision is lower, because vendors
 * take revisions back. An older row keeps the platforms that the newer release does not name. Where one release has
 * several updates for one signature and mask, the highest counts. Sorted by signature and mask.
 */
export function mergeRows(older: readonly KnownRow[], newer: readonly KnownRow[]): KnownRow[] {
  const known = older.flatMap((row) => {
    const over = newer.filter(({ signature }) => signature === row.signature);
    const platformMask = over.reduce((mask, { platformMask: taken }) => (mask & ~taken) >>> 0, row.platformMask);
    if (over.length === 0) return [row];
    return platformMask === 0 ? [] : [{ ...row, platformMask }];
  });
  const rows = new Map<string, KnownRow>();
  for (const row of [...known, ...newer]) {
    const key = `${row.signature}/${row.platformMask}`;
    const other = rows.get(key);
    if (other === undefined || row.revision > other.revision) rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => a.signature - b.signature || a.platformMask - b.platformMask);
}
