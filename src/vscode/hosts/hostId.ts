/** Ids of hosts: what a URI's authority may be, so that a document keeps its address when the host is renamed. */

/** `root@PVE8.lan` → `pve8.lan`; with a number behind it where that is taken. */
export function uniqueId(name: string, taken: readonly string[]): string {
  const bare = name.replace(/^.*@/, '').toLowerCase().replace(/[^a-z0-9.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'host';
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? bare : `${bare}-${count}`;
    if (!taken.includes(id)) return id;
  }
}
