/** What a host's programs say, as read-only documents: the journal, and the two checks that a person would do by hand. */
import * as vscode from 'vscode';
import { type HostSession, type SearchResult, reportText } from '../../host';
import { parseOutputUri } from './uris';

/** More than this makes an editor slow; the end of a log is what counts. */
const mostBytes = 24 * 1024 * 1024;

export class Outputs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  /** What was read for a document that is opened next. */
  private readonly prepared = new Map<string, string>();

  /** `found`: what the searches of a host's logs gave. */
  constructor(
    private readonly session: (hostId: string) => Promise<HostSession>,
    private readonly found: (hostId: string) => SearchResult | undefined,
  ) {}

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

  private async report(hostId: string): Promise<string> {
    const { label } = (await this.session(hostId)).view;
    const result = this.found(hostId);
    return result ? reportText(result, { host: label, now: Date.now() }) : nothingFound(label);
  }

  private async read(uri: vscode.Uri, signal?: AbortSignal): Promise<string> {
    const { hostId, what, argument } = parseOutputUri(uri);
    if (what === 'found') return await this.report(hostId);
    return await produce(await this.session(hostId), what, argument, { maxBytes: mostBytes, ...(signal ? { signal } : {}) });
  }
}

/** What was found is kept here: the host need not be connected. */
function nothingFound(host: string): string {
  return `# The logs of ${host} were not searched yet. Run “Search Logs for KVM Failures” on the host.\n`;
}

async function produce(session: HostSession, what: string, argument: string, options: { readonly maxBytes: number; readonly signal?: AbortSignal }): Promise<string> {
  switch (what) {
    case 'journal':
      return await session.readJournal('all', options);
    case 'failures':
      return await session.readJournal('kvm', options);
    case 'packed-log':
      return await session.readPackedLog(argument, options);
    case 'kept-copy':
      return new TextDecoder().decode(await session.readCopy(argument));
    case 'revision':
      return await session.showRevision();
    case 'early-updates':
      return await session.showEarlyUpdates();
    default:
      return '';
  }
}
