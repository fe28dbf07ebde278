/** The histories of hosts: reading them, their pages, showing a failure in the journal, and handing them on as Markdown. */
import * as vscode from 'vscode';
import { type HostHistory, valueOf } from '../../host';
import { Cancelled, UserError } from '../../machine';
import type { Outputs } from '../documents/outputs';
import { handOn } from '../handOn';
import { HostPages, askedCommand, notListed } from '../hostPages';
import type { Hosts, KnownHost } from '../hosts/hosts';
import type { Reporter } from '../report';
import { withProgress } from '../report';
import { type HistoryState, historyCommands, historyHtml } from './historyHtml';
import { historyMarkdown } from './historyMarkdown';
import { showInJournal } from './showInJournal';

interface Reading {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

export class Histories implements vscode.Disposable {
  private readonly states = new Map<string, HistoryState>();
  private readonly readings = new Map<string, Reading>();
  private readonly pages: HostPages;

  constructor(
    private readonly hosts: Hosts,
    private readonly outputs: Outputs,
    private readonly reporter: Reporter,
  ) {
    this.pages = new HostPages(hosts, {
      viewType: 'pveDoctor.history',
      title: (label) => `${label}: KVM failures`,
      html: (hostId, host, nonce) =>
        historyHtml({ hostId, label: host?.label ?? hostId, state: this.states.get(hostId) ?? { reading: false }, view: host?.session?.view, problem: host ? host.problem?.message : notListed }, nonce),
      received: (message, hostId) => this.received(message, hostId),
      // What nobody asked for prompts for nothing.
      opened: (hostId, byUser) => {
        if (!byUser) this.reporter.fireAndReport(this.read(hostId, false));
      },
      closed: (hostId) => {
        this.readings.get(hostId)?.controller.abort(new Cancelled('The history was closed while it was read'));
        this.states.delete(hostId);
      },
    });
  }

  /** Opens the page, and reads anew. Resolves when it was read, or says on the page why it could not be. */
  async show(hostId: string): Promise<void> {
    this.pages.open(hostId);
    await this.read(hostId, true);
  }

  /** Asks what may be told and where to, and reads the history first where no page has it. */
  async export({ setting: { id }, label }: KnownHost): Promise<void> {
    const known = this.states.get(id)?.history;
    const history = known ?? (await withProgress(`Reading the history of ${label}`, (signal) => this.readNow(id, true, signal)));
    if (history.boots.state !== 'known') throw new UserError(`${label} has no history to export`, { detail: history.boots.state === 'unknown' ? history.boots.reason : 'It keeps no systemd journal.' });
    await handOn('Export KVM Failure History', 'for a forum: no names of host and guests, no command lines', (names) => historyMarkdown({ label, view: this.hosts.view(id), history, names }));
  }

  dispose(): void {
    for (const { controller } of this.readings.values()) controller.abort(new Cancelled('VS Code is closing'));
    this.pages.dispose();
    this.states.clear();
  }

  /** One reading a host at a time; a later call shares it. Never rejects: why it failed is on the page. */
  private async read(hostId: string, mayAsk: boolean): Promise<void> {
    const going = this.readings.get(hostId);
    if (going) {
      await going.done;
      // What failed in the background for want of an answer may ask now.
      if (!mayAsk || this.states.get(hostId)?.error === undefined) return;
    }
    const controller = new AbortController();
    const done = this.readInto(hostId, mayAsk, controller.signal).finally(() => this.readings.delete(hostId));
    this.readings.set(hostId, { controller, done });
    await done;
  }

  private async readInto(hostId: string, mayAsk: boolean, signal: AbortSignal): Promise<void> {
    const before = this.states.get(hostId)?.history;
    const kept = before ? { history: before } : {};
    this.become(hostId, { reading: true, ...kept });
    try {
      const history = await this.readNow(hostId, mayAsk, signal);
      if (!signal.aborted) this.become(hostId, { reading: false, history });
    } catch (thrown) {
      if (!signal.aborted) this.become(hostId, { reading: false, ...kept, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
    }
  }

  private async readNow(hostId: string, mayAsk: boolean, signal: AbortSignal): Promise<HostHistory> {
    return await (await this.hosts.session(hostId)).readHistory({ mayAsk, signal });
  }

  private become(hostId: string, state: HistoryState): void {
    this.states.set(hostId, state);
    this.pages.update(hostId);
  }

  /** A page asks for its own host alone: for one of its buttons' commands, or for one of its failures. */
  private async received(message: unknown, hostId: string): Promise<void> {
    const command = askedCommand(message, historyCommands);
    if (command) await vscode.commands.executeCommand(command, hostId);
    const index: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'death') : undefined;
    const death = typeof index === 'number' ? valueOf(this.states.get(hostId)?.history?.deaths)?.[index] : undefined;
    const host = this.hosts.get(hostId);
    if (!death || !host) return;
    const open = () => showInJournal(this.outputs, host, death);
    this.reporter.fireAndReport(open, { retry: () => this.reporter.fireAndReport(open) });
  }
}
