/** Pages of hosts: one panel a host and kind, used again, up to date while it is open, and back after a reload of the window. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Hosts, KnownHost } from './hosts/hosts';
import { pageIcon } from './pageIcon';

/** Its own styles and script alone; no file of this computer can be read from a page. */
export const pageOptions: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

export interface PageKind {
  readonly viewType: string;
  title(label: string): string;
  /** The whole document; `host` undefined: it is not in the list any more. `nonce` lets the page's own style and script run. */
  html(hostId: string, host: KnownHost | undefined, nonce: string): string;
  /** What the page posted: data to be judged. */
  received(message: unknown, hostId: string): Promise<void>;
  /** A page was made for the host; `byUser`: not after a reload of the window. */
  opened?(hostId: string, byUser: boolean): void;
  closed?(hostId: string): void;
}

interface Page {
  readonly panel: vscode.WebviewPanel;
  readonly nonce: string;
  /** What is shown: an unchanged page is not loaded anew. */
  shown: string;
}

export class HostPages implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly pages = new Map<string, Page>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly hosts: Hosts,
    private readonly kind: PageKind,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.window.registerWebviewPanelSerializer(kind.viewType, this),
      hosts.onDidChange((id) => {
        for (const hostId of id === undefined ? this.pages.keys() : [id]) this.update(hostId);
      }),
    );
  }

  /** Shows the host's page, and brings it to the front where it is open. */
  open(hostId: string): void {
    const page = this.pages.get(hostId);
    if (page) page.panel.reveal();
    else this.adopt(hostId, vscode.window.createWebviewPanel(this.kind.viewType, this.title(hostId), vscode.ViewColumn.Active, pageOptions), true);
  }

  /** After a reload of the window; `state` is what the page kept. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const hostId: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'hostId') : undefined;
    if (typeof hostId !== 'string' || this.pages.has(hostId)) {
      panel.dispose();
    } else {
      panel.webview.options = pageOptions;
      this.adopt(hostId, panel, false);
    }
    return Promise.resolve();
  }

  /** Draws the host's page again, if it is open and there is something new. */
  update(hostId: string): void {
    const page = this.pages.get(hostId);
    if (!page) return;
    const shown = this.kind.html(hostId, this.hosts.get(hostId), page.nonce);
    page.panel.title = this.title(hostId);
    if (shown === page.shown) return;
    page.shown = shown;
    page.panel.webview.html = shown;
  }

  /** The panels stay: this runs while a window is reloaded, too, and a panel that is closed then does not come back. */
  dispose(): void {
    this.subscriptions.dispose();
    this.pages.clear();
  }

  private adopt(hostId: string, panel: vscode.WebviewPanel, byUser: boolean): void {
    this.pages.set(hostId, { panel, nonce: randomBytes(16).toString('hex'), shown: '' });
    panel.iconPath = pageIcon;
    panel.onDidDispose(() => {
      this.pages.delete(hostId);
      this.kind.closed?.(hostId);
    });
    panel.webview.onDidReceiveMessage((message: unknown) => this.kind.received(message, hostId));
    this.kind.opened?.(hostId, byUser);
    this.update(hostId);
  }

  private title(hostId: string): string {
    return this.kind.title(this.hosts.get(hostId)?.label ?? hostId);
  }
}

/** The command that a page asks for, if it is among those that it may; whatever else it asks for is not run. */
export function askedCommand<Command extends string>(message: unknown, allowed: readonly Command[]): Command | undefined {
  const asked: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'command') : undefined;
  return allowed.find((command) => command === asked);
}

/** For a host that is not in the list any more. */
export const notListed = 'This host is not in the list any more. Add it to the view Proxmox Hosts.';
