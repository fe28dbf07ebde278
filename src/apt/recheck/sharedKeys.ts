/** Who has a key in common with whom, kept up to date: to find it out takes long, and to keep it does not. */
export class SharedKeys<Holder> {
  private readonly holders = new Map<string, Holder[]>();
  private readonly conspicuous = new Set<string>();

  /** `isConspicuous`: whether those who hold a key have to be looked at together. */
  constructor(private readonly isConspicuous: (holders: readonly Holder[], key: string) => boolean) {}

  get size(): number {
    return this.holders.size;
  }

  add(holder: Holder, keys: readonly string[]): void {
    for (const key of keys) {
      const holders = this.holders.get(key);
      if (!holders) this.holders.set(key, [holder]);
      // Whoever names a key twice is the last one already.
      else if (holders.at(-1) !== holder) holders.push(holder);
      this.look(key);
    }
  }

  remove(holder: Holder, keys: readonly string[]): void {
    for (const key of keys) {
      const holders = this.holders.get(key) ?? [];
      const index = holders.indexOf(holder);
      if (index >= 0) holders.splice(index, 1);
      if (holders.length === 0) this.holders.delete(key);
      this.look(key);
    }
  }

  /** Everyone who holds a conspicuous key. */
  found(): ReadonlySet<Holder> {
    return new Set([...this.conspicuous].flatMap((key) => this.holders.get(key) ?? []));
  }

  private look(key: string): void {
    const holders = this.holders.get(key);
    if (holders && this.isConspicuous(holders, key)) this.conspicuous.add(key);
    else this.conspicuous.delete(key);
  }
}
