/** What the tables of commands share: the parts that they work with, and how a command finds its host. */
import type * as vscode from 'vscode';
import type { HostSession } from '../host';
import { openDocument } from './documents/open';
import type { HostFiles } from './documents/hostFiles';
import type { Outputs } from './documents/outputs';
import type { Histories } from './failures/histories';
import type { ScanList } from './failures/scanList';
import type { Searches } from './failures/searches';
import type { Watches } from './failures/watches';
import type { HostPages } from './hostPages';
import type { Hosts, KnownHost } from './hosts/hosts';
import { hostOf, subjectOf } from './hosts/target';
import type { HostsTable } from './hosts/tablePage';
import type { HostsView } from './hosts/view';
import { onDocument } from './remedy/documentPlace';
import type { RebootPages } from './remedy/rebootPages';
import type { Reporter } from './report';

export interface Parts {
  readonly hosts: Hosts;
  readonly searches: Searches;
  readonly watches: Watches;
  readonly view: HostsView;
  readonly table: HostsTable;
  readonly files: HostFiles;
  readonly outputs: Outputs;
  readonly pages: HostPages;
  readonly reboots: RebootPages;
  readonly histories: Histories;
  readonly scans: ScanList;
  readonly reporter: Reporter;
  readonly log: vscode.LogOutputChannel;
  readonly offerThisComputer: boolean;
}

export type Handler = (...args: unknown[]) => Promise<unknown>;

/** The ways in which a command finds what it is about. */
export function targets(hosts: Hosts) {
  /** A command about one host: named by what was clicked, or asked for. */
  const onHost = (work: (host: KnownHost, subject: string | undefined) => Promise<unknown>): Handler => async (target, subject) => {
    const host = await hostOf(hosts, target);
    if (host) await work(host, typeof subject === 'string' ? subject : subjectOf(target));
  };
  /** A command that a local or a Remote-SSH document has in a terminal of its own place. */
  const onPlace = (local: (uri: vscode.Uri) => Promise<unknown>, remote: Handler): Handler => async (target, ...rest) => {
    if (onDocument(target)) await local(target);
    else await remote(target, ...rest);
  };
  const connected = async ({ setting }: KnownHost) => {
    const session = await hosts.session(setting.id);
    await session.machine.connect({ mayAsk: true });
    return session;
  };
  return { onHost, onPlace, connected };
}

/** Where VS Code cannot open it, the session says why in words of its own. */
export async function openHostFile(session: HostSession, uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await openDocument(uri);
  } catch (error) {
    await session.readFile(uri.path);
    throw error;
  }
}
