/** What a host's programs say, as read-only documents: the journal, and the two checks that a person would do by hand. */
import * as vscode from 'vscode';
import type { HostSession } from '../../host';
import { parseOutputUri } from './uris';

/** More than this makes an editor slow; the end of a log is what counts. */
const mostBytes = 24 * 1024 * 1024;

export class Outputs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  /** What was read for a document that is opened next. */
  private readonly prepared = new Map<string, string>();

  constructor(private readonly session: (hostId: string) => Promise<HostSession>) {}

  /** Reads it ahead: a failure is the session's own here, while VS Code hands on a text with an address before it. */
  async prepare(uri: vscode.Uri): Promise<void> {
    this.prepared.set(uri.toString(), await this.read(uri));
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const prepared = this.prepared.get(uri.toString());
    this.prepared.delete(uri.toString());
    if (prepared !== undefined) return prepared;
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      return await this.read(uri, controller.signal);
    } finally {
      subscription.dispose();
    }
  }

  /** Asks again for a document that is open. */
  refresh(uri: vscode.Uri): void {
    this.changed.fire(uri);
  }

  dispose(): void {
    this.changed.dispose();
    this.prepared.clear();
  }

  private async read(uri: vscode.Uri, signal?: AbortSignal): Promise<string> {
    const { hostId, what, argument } = parseOutputUri(uri);
    return await produce(await this.session(hostId), what, argument, { maxBytes: mostBytes, ...(signal ? { signal } : {}) });
  }
}

async function produce(session: HostSession, what: string, argument: string, options: { readonly maxBytes: number; readonly signal?: AbortSignal }): Promise<string> {
  switch (what) {
    case 'journal':
      return await session.readJournal('all', options);
    case 'failures':
      return await session.readJournal('kvm', options);
    case 'packed-log':
      return await session.readPackedLog(argument, options);
    case 'revision':
      return await session.showRevision();
    case 'early-updates':
      return await session.showEarlyUpdates();
    default:
      return '';
  }
}
