/** The view Proxmox Hosts: nodes as tree items, and nothing else. */
import * as vscode from 'vscode';
import type { Finding } from '../../finding';
import type { HostView } from '../../host';
import type { Searches } from '../failures/searches';
import type { ShownFailures } from '../failures/shownFailures';
import type { Watches } from '../failures/watches';
import { publish } from '../language/published';
import { onDidChangeRules, rulesFor } from '../language/rules';
import { badgeOf } from './badge';
import { groupHosts } from './groups';
import { type ShownHost, hostNode } from './hostNode';
import type { Hosts, KnownHost } from './hosts';
import type { Tone, TreeNode } from './treeNode';

const colors: Record<Exclude<Tone, 'none'>, vscode.ThemeColor> = {
  error: new vscode.ThemeColor('problemsErrorIcon.foreground'),
  warning: new vscode.ThemeColor('problemsWarningIcon.foreground'),
  ok: new vscode.ThemeColor('testing.iconPassed'),
  muted: new vscode.ThemeColor('disabledForeground'),
};

export class HostsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode | undefined>();
  private readonly disposables: { dispose(): unknown }[];
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly nodes = new Map<string, TreeNode>();
  private readonly parents = new Map<string, TreeNode>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly hosts: Hosts,
    private readonly searches: Searches,
    private readonly watches: Watches,
  ) {
    this.view = vscode.window.createTreeView('pveDoctor.hosts', { treeDataProvider: this, showCollapseAll: true });
    this.disposables = [
      this.view,
      this.changed,
      hosts.onDidChange(() => this.update()),
      searches.onDidChange(() => this.update()),
      watches.onDidChange(() => this.update()),
      this.view.onDidChangeSelection(({ selection }) => this.looked(selection)),
      onDidChangeRules(() => this.update()),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.changed.fire(undefined);
      }),
    ];
    this.update();
  }

  /** The number at the view's icon. */
  get badge(): vscode.ViewBadge | undefined {
    return this.view.badge;
  }

  /** What is shown now, for tests and for `reveal`. */
  roots(): TreeNode[] {
    return groupHosts(this.hosts.all.map((host) => ({ node: hostNode(this.shownHost(host), Date.now()), group: host.setting.group })));
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    // Open before it has children: VS Code would keep a node closed that gets them later.
    const state = node.expanded ? Expanded : node.children.length === 0 ? None : Collapsed;
    const item = new vscode.TreeItem(node.label, state);
    item.id = node.id;
    item.contextValue = node.kind;
    if (node.description !== undefined) item.description = node.description;
    if (node.tooltip !== undefined) item.tooltip = node.tooltip;
    if (node.icon !== undefined) {
      item.iconPath = node.tone === undefined || node.tone === 'none' ? new vscode.ThemeIcon(node.icon) : new vscode.ThemeIcon(node.icon, colors[node.tone]);
    }
    if (node.command) item.command = { command: node.command.command, title: node.command.title, arguments: [...node.command.args] };
    item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(', ') };
    return item;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    const children = node ? [...node.children] : this.roots();
    for (const child of children) {
      this.nodes.set(child.id, child);
      if (node) this.parents.set(child.id, node);
    }
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.parents.get(node.id);
  }

  /** Shows a host in the tree, opened. */
  async reveal(id: string): Promise<void> {
    for (const root of this.getChildren()) if (root.kind === 'group') this.getChildren(root);
    const node = this.nodes.get(id);
    if (node) await this.view.reveal(node, { select: true, focus: true, expand: 1 });
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private update(): void {
    this.view.badge = badgeOf(this.hosts.all.map(({ setting: { id }, session }) => ({ id, facts: session?.view.facts, unseen: this.watches.unseen(id) })));
    this.changed.fire(undefined);
  }

  private shownHost(host: KnownHost): ShownHost {
    const { id } = host.setting;
    const failures: ShownFailures = { result: this.searches.result(id), searching: this.searches.searching(id), watch: this.watches.state(id), unseen: this.watches.unseen(id) };
    return { ...shown(host), failures };
  }

  /** Who picks a host that is marked, or one of its guests or logs, has seen the marks. */
  private looked(selection: readonly TreeNode[]): void {
    for (const { hostId, kind } of selection) if (/^(?:host|guest|guests|logs|journal)\b/.test(kind)) this.watches.markSeen(hostId);
  }
}

export function shown(host: KnownHost): ShownHost {
  const { setting, label, session, problem } = host;
  const view = session && wished(session.view, rulesFor());
  return { id: setting.id, label, address: session?.machine.name ?? setting.host, view, problem, reachedBy: reachedBy(host) };
}

/** A host that the built-in client had no algorithm in common with is reached by ssh, too, though nothing in ssh_config says so. */
function reachedBy({ setting, session, transportReason }: KnownHost): string | undefined {
  if (!session || session.machine.transport === 'local') return undefined;
  const through = setting.jump === undefined ? '' : ` through ${setting.jump}`;
  if (session.machine.transport === 'ssh2') return `Reached by the built-in client (ssh2)${through}.`;
  return `Reached by the ssh program of this computer${through}: ${transportReason ?? 'the built-in client cannot speak with the host, or not check its certificate'}.`;
}

/** The user's own severities hold in the tree as in an editor; the tree knows no hints. */
function wished(view: HostView, rules: Readonly<Record<string, unknown>>): HostView {
  const findings = publish(view.findings, rules).map(({ finding, level }): Finding => ({ ...finding, severity: level === 'hint' ? 'information' : level }));
  return { ...view, findings };
}
