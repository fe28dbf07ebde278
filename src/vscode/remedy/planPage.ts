/** The page of a host's microcode plan: one panel a host, used again, up to date while it is open, and back after a reload. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Hosts } from '../hosts/hosts';
import { planHtml, pageCommands } from './planHtml';

const viewType = 'pveDoctor.plan';
/** Its own styles and script alone; no file of this computer can be read from the page. */
const options: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

interface Page {
  readonly panel: vscode.WebviewPanel;
  readonly nonce: string;
  /** What is shown: an unchanged page is not loaded anew. */
  shown: string;
}

export class PlanPages implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly pages = new Map<string, Page>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly hosts: Hosts) {
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      hosts.onDidChange((id) => {
        for (const hostId of id === undefined ? this.pages.keys() : [id]) this.update(hostId);
      }),
    );
  }

  /** Shows the host's page, and brings it to the front where it is open. */
  open(hostId: string): void {
    const page = this.pages.get(hostId);
    if (page) page.panel.reveal();
    else this.adopt(hostId, vscode.window.createWebviewPanel(viewType, this.title(hostId), vscode.ViewColumn.Active, options));
  }

  /** After a reload of the window; `state` is what the page kept. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const hostId: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'hostId') : undefined;
    if (typeof hostId !== 'string' || this.pages.has(hostId)) {
      panel.dispose();
    } else {
      panel.webview.options = options;
      this.adopt(hostId, panel);
    }
    return Promise.resolve();
  }

  /** The panels stay: this runs while a window is reloaded, too, and a panel that is closed then does not come back. */
  dispose(): void {
    this.subscriptions.dispose();
    this.pages.clear();
  }

  private adopt(hostId: string, panel: vscode.WebviewPanel): void {
    this.pages.set(hostId, { panel, nonce: randomBytes(16).toString('hex'), shown: '' });
    panel.onDidDispose(() => this.pages.delete(hostId));
    panel.webview.onDidReceiveMessage((message: unknown) => runAsked(message, hostId));
    this.update(hostId);
  }

  private update(hostId: string): void {
    const page = this.pages.get(hostId);
    if (!page) return;
    const host = this.hosts.get(hostId);
    const problem = host ? host.problem?.message : 'This host is not in the list any more. Add it to the view Proxmox Hosts to see its plan.';
    const shown = planHtml({ hostId, label: host?.label ?? hostId, view: host?.session?.view, problem }, page.nonce, Date.now());
    page.panel.title = this.title(hostId);
    if (shown === page.shown) return;
    page.shown = shown;
    page.panel.webview.html = shown;
  }

  private title(hostId: string): string {
    return `${this.hosts.get(hostId)?.label ?? hostId}: microcode plan`;
  }
}

/** What a page asks for is one of its own buttons' commands, for its own host; all else is not run. */
async function runAsked(message: unknown, hostId: string): Promise<void> {
  const asked: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'command') : undefined;
  const command = pageCommands.find((allowed) => allowed === asked);
  if (command) await vscode.commands.executeCommand(command, hostId);
}
