/** Which kernel GRUB's menu starts by itself: what decides of grub.cfg and grubenv, as next-boot.sh prints it. */

/** What an entry starts: the kernel's release and its command line. */
export interface GrubStart {
  readonly kernel: string;
  readonly cmdline: string;
}

interface Entry {
  readonly title: string;
  readonly id: string | undefined;
  readonly start?: GrubStart;
  readonly entries: readonly Entry[];
}

/** Undefined where the default names no entry with a kernel. */
export function grubDefault(lines: readonly string[], environment: ReadonlyMap<string, string>): GrubStart | undefined {
  const defaults = lines.flatMap((line) => /^set default="(.*)"$/.exec(line)?.[1] ?? []).filter((value) => value !== '${next_entry}');
  const configured = defaults.at(-1) ?? '0';
  const wanted = environment.get('next_entry') || (configured === '${saved_entry}' ? environment.get('saved_entry') || '0' : configured);
  let entries: readonly Entry[] = menuOf(lines);
  let found: Entry | undefined;
  for (const part of wanted.split('>')) {
    found = entries.find(({ title, id }) => id === part || title === part) ?? (/^\d+$/.test(part) ? entries[Number(part)] : undefined);
    entries = found?.entries ?? [];
  }
  // A submenu as the default starts the first one in it.
  while (found && found.start === undefined && found.entries.length > 0) found = found.entries[0];
  return found?.start;
}

/** Entries and submenus as they are nested; each ends with a `}` of its own line. */
function menuOf(lines: readonly string[]): readonly Entry[] {
  type Open = { -readonly [K in keyof Entry]: Entry[K] } & { entries: Entry[] };
  const top: Open = { title: '', id: undefined, entries: [] };
  const open: Open[] = [top];
  for (const line of lines) {
    const inner = open.at(-1) ?? top;
    const [, , title] = /^(?:menuentry|submenu)\s+(['"])(.*?)\1/.exec(line) ?? [];
    if (title !== undefined) {
      const entry: Open = { title, id: /(?:--id|\$menuentry_id_option)\s+'?([^'\s{]+)'?/.exec(line)?.[1], entries: [] };
      inner.entries.push(entry);
      open.push(entry);
    } else if (line === '}') {
      if (open.length > 1) open.pop();
    } else {
      const [, kernel, cmdline = ''] = /^linux(?:16|efi)?\s+\S*\/vmlinuz-(\S+)(.*)$/.exec(line) ?? [];
      if (kernel !== undefined) inner.start ??= { kernel, cmdline };
    }
  }
  return top.entries;
}
