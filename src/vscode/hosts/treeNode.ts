/** What the tree shows, as plain data: the VS Code layer turns it into tree items and nothing else. */

export type Tone = 'error' | 'warning' | 'ok' | 'muted' | 'none';

export interface TreeNode {
  /** Stable over refreshes, so that what is open stays open. */
  readonly id: string;
  /** Short and stable; what changes is in the description. */
  readonly label: string;
  /** The worst first: the width of the view cuts the rest off. */
  readonly description?: string;
  /** Plain text, the whole story. */
  readonly tooltip?: string;
  /** A product icon's id. */
  readonly icon?: string;
  readonly tone?: Tone;
  /** For the menus' `when`: `host`, `step`, `guest`, … with its state behind a dot. */
  readonly kind: string;
  readonly hostId: string;
  /** What a click does. */
  readonly command?: { readonly command: string; readonly title: string; readonly args: readonly unknown[] };
  readonly children: readonly TreeNode[];
  readonly expanded?: boolean;
  /** What the node stands for: a path, a vmid, a step. */
  readonly subject?: string;
}
