/** What each test host is: its Debian, its Proxmox VE, the kernel it says it runs and the words in which that kernel logs. */
import type { Suite } from './image';

export interface ReleaseOfHost {
  readonly suite: Suite;
  readonly pve: string;
  readonly kernel: string;
  readonly kernelVersion: string;
  readonly kernelWords: 'old' | 'new';
}

export const releases = {
  bullseye: { suite: 'bullseye', pve: '7.4-20', kernel: '5.15.158-2-pve', kernelVersion: '#1 SMP PVE 5.15.158-2 (2024-07-24T11:00Z)', kernelWords: 'old' },
  bookworm: { suite: 'bookworm', pve: '8.4.14', kernel: '6.8.12-9-pve', kernelVersion: '#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-9 (2025-03-16T19:18Z)', kernelWords: 'new' },
  trixie: { suite: 'trixie', pve: '9.1.1', kernel: '6.14.8-2-pve', kernelVersion: '#1 SMP PREEMPT_DYNAMIC PMX 6.14.8-2 (2025-07-22T10:04Z)', kernelWords: 'new' },
} as const satisfies Record<string, ReleaseOfHost>;

export type Release = keyof typeof releases;
