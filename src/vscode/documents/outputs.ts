/** What a host's programs say, as read-only documents: the journal, and the two checks that a person would do by hand. */
import * as vscode from 'vscode';
import type { HostSession } from '../../host';
import { parseOutputUri } from './uris';

/** More than this makes an editor slow; the end of a log is what counts. */
const mostBytes = 24 * 1024 * 1024;

export class Outputs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly session: (hostId: string) => Promise<HostSession>) {}

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const { hostId, what, argument } = parseOutputUri(uri);
    const session = await this.session(hostId);
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      return await produce(session, what, argument, controller.signal);
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
  }
}

async function produce(session: HostSession, what: string, argument: string, signal: AbortSignal): Promise<string> {
  switch (what) {
    case 'journal':
      return await session.readJournal('all', { maxBytes: mostBytes, signal });
    case 'failures':
      return await session.readJournal('kvm', { maxBytes: mostBytes, signal });
    case 'packed-log':
      return await session.readPackedLog(argument, { maxBytes: mostBytes, signal });
    case 'revision':
      return await session.showRevision();
    case 'early-updates':
      return await session.showEarlyUpdates();
    default:
      return '';
  }
}
