/** What a host starts at its next boot, and what of microcode that will load. */

export interface Kernel {
  readonly release: string;
  readonly bytes: number;
  /** 0: it has none. */
  readonly initramfsBytes: number;
}

/** A partition to which proxmox-boot-tool copies kernels; it is not mounted, and so its free room is not known. */
export interface Esp {
  readonly uuid: string;
  /** Of the whole partition; undefined: no such partition is there, and proxmox-boot-tool passes over it. */
  readonly bytes?: number;
}

/** Why that kernel. */
export type Because = 'newest' | 'pinned' | 'pinned-once' | 'menu';

export interface NextBoot {
  readonly loader: 'grub' | 'proxmox-boot-tool' | 'unknown';
  /** Newest first. */
  readonly kernels: readonly Kernel[];
  /** Undefined where it could not be told; then `nextUnknown` says why. */
  readonly next?: { readonly release: string; readonly because: Because };
  readonly nextUnknown?: string;
  readonly esps: readonly Esp[];
  /** dis_ucode_ldr: whether this boot has it, whether the next one will, and the files that set it. */
  readonly loaderDisabled: { readonly now: boolean; readonly next: boolean; readonly by: readonly string[] };
  /** Lines of /etc/default that keep the update out of each initramfs: `IUCODE_TOOL_INITRAMFS=no`. */
  readonly leftOutBy: readonly { readonly file: string; readonly line: string }[];
  /** Whether an initramfs gets the updates of all CPUs (MODULES=most, Debian's default), or this one's alone. */
  readonly allCpus: boolean;
  /** Free for root, by path, of file systems that differ: the first is the one of /boot. */
  readonly free: readonly { readonly path: string; readonly bytes: number }[];
}

/** The early part of one initramfs. */
export interface Initramfs {
  readonly release: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  /** The highest revision for this CPU in it; 'none': it has no update for this CPU; undefined: that could not be told. */
  readonly revision?: number | 'none';
}
