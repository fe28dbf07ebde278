/** The view KVM Failures: what a scan of files found, until it is cleared. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { size as inWords } from '../hosts/words';
import { withProgress } from '../report';
import { excerptUri } from './scanExcerpt';
import { documentLimit, type Progress, scanFiles, type ScannedFile } from './scanFiles';
import { scanNodes, type ScanNode, type ScanOrder, summary, type Unread } from './scanNodes';
import { placesOf } from './scanPlaces';

interface Scan {
  readonly chosen: readonly vscode.Uri[];
  readonly files: readonly ScannedFile[];
  readonly unread: readonly Unread[];
}

const colors: Readonly<Record<ScanNode['tone'], vscode.ThemeColor>> = {
  warning: new vscode.ThemeColor('problemsWarningIcon.foreground'),
  information: new vscode.ThemeColor('problemsInfoIcon.foreground'),
  muted: new vscode.ThemeColor('disabledForeground'),
};

/** Milliseconds between two words of progress. */
const pause = 100;

export class ScanList implements vscode.TreeDataProvider<ScanNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<ScanNode>;
  private readonly parents = new Map<string, ScanNode>();
  private scan: Scan | undefined;
  private nodes: readonly ScanNode[] = [];
  private order: ScanOrder = 'place';
  readonly onDidChangeTreeData = this.changed.event;

  constructor() {
    this.view = vscode.window.createTreeView('pveDoctor.scan', { treeDataProvider: this, showCollapseAll: true });
  }

  /** Scans what was chosen and shows the list, if there is something to show. */
  async run(chosen: readonly vscode.Uri[]): Promise<void> {
    const scan = await withProgress('Looking for KVM failures', async (signal, say) => {
      const { sources, unread } = await placesOf(chosen, signal);
      const total = sources.reduce((sum, { size }) => sum + size, 0);
      const files = await scanFiles(sources, signal, sparingly((progress) => say(words(progress, total))));
      return { chosen, files, unread };
    });
    const found = summary(scan.files, scan.unread);
    const isEmpty = scan.files.every(({ count, problem }) => count === 0 && !problem) && scan.unread.length === 0;
    await this.show(isEmpty ? undefined : scan);
    if (isEmpty) await vscode.window.showInformationMessage(`${found}.`);
  }

  async again(): Promise<void> {
    if (this.scan) await this.run(this.scan.chosen);
  }

  async clear(): Promise<void> {
    await this.show(undefined);
  }

  async sort(order: ScanOrder): Promise<void> {
    this.order = order;
    await this.show(this.scan);
  }

  /** At the failure; of a file that VS Code hands to no extension, the lines around it. */
  async open(node: unknown): Promise<void> {
    if (!isFailure(node)) return;
    const { file, line, size } = node.opens;
    const uri = vscode.Uri.parse(file, true);
    const isDocument = size <= documentLimit && !uri.path.endsWith('.gz');
    const { target, at } = isDocument ? { target: uri, at: line } : excerptUri(uri, size, line);
    const document = await vscode.workspace.openTextDocument(target);
    const range = document.lineAt(Math.min(at, document.lineCount - 1)).range;
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(range.start, range.start), preview: true });
  }

  /** What is shown now, for tests. */
  roots(): readonly ScanNode[] {
    return this.nodes;
  }

  getTreeItem(node: ScanNode): vscode.TreeItem {
    const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(node.label, node.children.length === 0 ? None : node.children.length <= mostOpened && node.file !== undefined ? Expanded : Collapsed);
    item.id = node.id;
    item.description = node.description;
    if (node.file === undefined) item.iconPath = new vscode.ThemeIcon(node.icon, colors[node.tone]);
    else {
      item.resourceUri = vscode.Uri.parse(node.file, true);
      item.iconPath = vscode.ThemeIcon.File;
    }
    if (node.opens) item.command = { command: 'pveDoctor.openScanned', title: 'Open', arguments: [node] };
    item.accessibilityInformation = { label: `${node.label}, ${node.description}` };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: ScanNode): vscode.TreeItem {
    item.tooltip = node.tooltip();
    return item;
  }

  getChildren(node?: ScanNode): ScanNode[] {
    if (!node) return [...this.nodes];
    for (const child of node.children) this.parents.set(child.id, node);
    return [...node.children];
  }

  getParent(node: ScanNode): ScanNode | undefined {
    return this.parents.get(node.id);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private async show(scan: Scan | undefined): Promise<void> {
    this.scan = scan;
    this.parents.clear();
    this.nodes = scan ? scanNodes(scan.files, scan.unread, this.order, nameIn(scan.chosen)) : [];
    this.view.message = scan ? summary(scan.files, scan.unread) : '';
    await vscode.commands.executeCommand('setContext', 'pveDoctor.scanned', scan !== undefined);
    await vscode.commands.executeCommand('setContext', 'pveDoctor.scanOrder', this.order);
    this.changed.fire(undefined);
    const [first] = this.nodes;
    if (first) await this.view.reveal(first, { select: false, focus: false });
  }
}

/** A file with more failures stays closed, so that the other files are seen. */
const mostOpened = 20;

function isFailure(node: unknown): node is ScanNode & { readonly opens: NonNullable<ScanNode['opens']> } {
  return typeof node === 'object' && node !== null && 'opens' in node && node.opens !== undefined;
}

/** Below what was chosen; what was chosen itself by its name. */
function nameIn(chosen: readonly vscode.Uri[]): (id: string) => string {
  return (id) => {
    const { path } = vscode.Uri.parse(id, true);
    const folder = chosen.map((uri) => `${uri.path.replace(/\/$/, '')}/`).find((root) => path.startsWith(root));
    return folder === undefined ? basename(path) : path.slice(folder.length);
  };
}

function words({ id, bytes, failures }: Progress, total: number): string {
  return `${basename(vscode.Uri.parse(id, true).path)}: ${inWords(bytes)} of ${inWords(total)}, ${failures === 1 ? '1 failure' : `${failures} failures`}`;
}

function sparingly(report: (progress: Progress) => void): (progress: Progress) => void {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (now - last < pause) return;
    last = now;
    report(progress);
  };
}
