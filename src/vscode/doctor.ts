/** Builds the parts and wires them: loaded after the window is ready. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SourcesContext } from '../apt';
import { registerCommands } from './commands';
import { Bases } from './documents/bases';
import { HostFiles } from './documents/hostFiles';
import { Outputs } from './documents/outputs';
import { fileScheme, hostFileUri, outputScheme } from './documents/uris';
import { evidenceIn, recordsIn } from './evidence';
import { Histories } from './failures/histories';
import { Knowledge } from './failures/knowledge';
import { excerpts, excerptScheme } from './failures/scanExcerpt';
import { ScanList } from './failures/scanList';
import { Searches } from './failures/searches';
import { Watches } from './failures/watches';
import { Hosts } from './hosts/hosts';
import { HostsTable } from './hosts/tablePage';
import { HostsView } from './hosts/view';
import { type SearchRecord, sourcesContext, valueOf } from '../host';
import { registerLanguage } from './language';
import { planPages } from './remedy/planPage';
import { RebootPages } from './remedy/rebootPages';
import { prompts } from './prompts';
import { Reporter } from './report';
import { secretStore } from './secrets';

export interface Doctor {
  readonly hosts: Hosts;
  readonly view: HostsView;
  readonly scans: ScanList;
  readonly searches: Searches;
  readonly watches: Watches;
  dispose(): void;
}

export function start(context: vscode.ExtensionContext): Doctor {
  const log = vscode.window.createOutputChannel('PVE Doctor', { log: true });
  const storage = context.globalStorageUri;
  const hosts = new Hosts({ prompts, secrets: secretStore(context.secrets), evidence: evidenceIn(join(storage.fsPath, 'evidence')), guestLogs: recordsIn(join(storage.fsPath, 'guest-logs')), deeds: recordsIn(join(storage.fsPath, 'deeds')), log });
  const searches = new Searches(recordsIn<SearchRecord>(join(storage.fsPath, 'searches')), log);
  const watches = new Watches(hosts, join(storage.fsPath, 'watches'), log);
  const knowledge = new Knowledge(hosts, searches);
  const view = new HostsView(hosts, searches, watches);
  const table = new HostsTable(hosts);
  const files = new HostFiles({ session: (id) => hosts.session(id), changed: (id) => void hosts.refresh(id, false, true) }, new Bases(vscode.Uri.joinPath(storage, 'bases.json')));
  const outputs = new Outputs((id) => hosts.session(id), (id) => searches.result(id));
  const pages = planPages(hosts);
  const reporter = new Reporter(log);
  const reboots = new RebootPages(hosts, reporter);
  const histories = new Histories(hosts, outputs, reporter);
  const scans = new ScanList();
  const contextChanged = new vscode.EventEmitter<vscode.Uri | undefined>();

  context.subscriptions.push(
    log,
    searches,
    watches,
    knowledge,
    view,
    table,
    files,
    outputs,
    pages,
    reboots,
    histories,
    scans,
    contextChanged,
    vscode.workspace.registerFileSystemProvider(fileScheme, files, { isCaseSensitive: true }),
    vscode.workspace.registerTextDocumentContentProvider(outputScheme, outputs),
    vscode.workspace.registerTextDocumentContentProvider(excerptScheme, excerpts),
    registerCommands({ hosts, searches, watches, view, table, files, outputs, pages, reboots, histories, scans, reporter, log, offerThisComputer: vscode.env.remoteName === undefined && process.platform === 'linux' }),
    hosts.onDidChange((id) => {
      contextChanged.fire(id === undefined ? undefined : hostFileUri(id, '/'));
      const read = id === undefined ? undefined : valueOf(hosts.view(id)?.facts?.sources);
      if (id !== undefined && read) void files.probed(id, read);
    }),
    hosts,
  );
  registerLanguage({
    subscriptions: context.subscriptions,
    contextFor: (uri): SourcesContext | undefined => (uri.scheme === fileScheme ? sourcesContext(hosts.view(uri.authority)?.facts, uri.path) : undefined),
    onContextChanged: contextChanged.event,
    elsewhere: (uri) => knowledge.of(uri),
    onElsewhereChanged: knowledge.onDidChange,
    actions,
    openedFrom: (uri) => files.openedFrom(uri),
    log,
  });
  void hosts.refreshAll(false);
  return { hosts, view, scans, searches, watches, dispose: () => hosts.dispose() };
}

/** What can be done for a log, beside what a finding itself offers. */
function actions(uri: vscode.Uri): { title: string; command: vscode.Command }[] {
  const offer = (title: string, command: string) => ({ title, command: { title, command, arguments: [uri] } });
  return [
    offer('Show the microcode revision', 'pveDoctor.showRevision'),
    offer('Look for early microcode updates', 'pveDoctor.showEarlyUpdates'),
    offer('Open the apt sources of the host', 'pveDoctor.openSources'),
  ];
}
