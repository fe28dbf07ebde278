/** The table of all hosts: one panel, up to date while it is open and back after a reload of the window; and its Markdown. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { UserError } from '../../machine';
import { handOn } from '../handOn';
import { askedCommand, pageOptions } from '../hostPages';
import { pageIcon } from '../pageIcon';
import type { Hosts } from './hosts';
import { tableCommands, tableHtml } from './tableHtml';
import { tableMarkdown } from './tableMarkdown';
import { hostRows } from './tableRows';
import { shown } from './view';

const viewType = 'pveDoctor.table';

export class HostsTable implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly subscriptions: vscode.Disposable;
  private readonly nonce = randomBytes(16).toString('hex');
  private panel: vscode.WebviewPanel | undefined;
  private drawn = '';

  constructor(private readonly hosts: Hosts) {
    this.subscriptions = vscode.Disposable.from(vscode.window.registerWebviewPanelSerializer(viewType, this), hosts.onDidChange(() => this.update()));
  }

  /** Shows it, and brings it to the front where it is open. */
  show(): void {
    if (this.panel) this.panel.reveal();
    else this.adopt(vscode.window.createWebviewPanel(viewType, '', vscode.ViewColumn.Active, pageOptions));
  }

  /** Asks what it may tell and where to. */
  async export(): Promise<void> {
    if (this.hosts.all.length === 0) throw new UserError('There is no host to make a table of', { detail: 'Add one to the view Proxmox Hosts.' });
    await handOn('Export Table of Hosts', 'for a forum: no names and addresses of hosts and guests, no reasons', (names) => tableMarkdown(this.rows(), names));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) {
      panel.dispose();
    } else {
      panel.webview.options = pageOptions;
      this.adopt(panel);
    }
    return Promise.resolve();
  }

  /** The panel stays: this runs while a window is reloaded, too. */
  dispose(): void {
    this.subscriptions.dispose();
    this.panel = undefined;
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    this.drawn = '';
    panel.title = 'Proxmox hosts';
    panel.iconPath = pageIcon;
    panel.onDidDispose(() => (this.panel = undefined));
    panel.webview.onDidReceiveMessage(received);
    this.update();
  }

  private update(): void {
    if (!this.panel) return;
    const drawn = tableHtml(this.rows(), this.nonce);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.panel.webview.html = drawn;
  }

  private rows() {
    return hostRows(this.hosts.all.map(shown), Date.now());
  }
}

/** The page asks for one of its buttons' commands, or for the plan of a host. */
async function received(message: unknown): Promise<void> {
  const command = askedCommand(message, tableCommands);
  if (command) await vscode.commands.executeCommand(command);
  const open: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'open') : undefined;
  if (typeof open === 'string') await vscode.commands.executeCommand('pveDoctor.openPlan', open);
}
