/** The pages of what a reboot touches: read when they are opened, and when the user looks again. */
import * as vscode from 'vscode';
import type { HostView } from '../../host';
import { HostPages, askedCommand, notListed } from '../hostPages';
import type { Hosts } from '../hosts/hosts';
import type { Reporter } from '../report';
import { rebootMinutes } from '../settings';
import { type RebootState, rebootCommands, rebootHtml } from './rebootHtml';

export class RebootPages implements vscode.Disposable {
  private readonly states = new Map<string, RebootState>();
  private readonly pages: HostPages;

  constructor(
    private readonly hosts: Hosts,
    reporter: Reporter,
  ) {
    this.pages = new HostPages(hosts, {
      viewType: 'pveDoctor.reboot',
      title: (label) => `${label}: what a reboot touches`,
      html: (hostId, host, nonce) =>
        rebootHtml({ hostId, label: host?.label ?? hostId, view: host?.session?.view, problem: host ? host.problem?.message : notListed, state: this.states.get(hostId) ?? { reading: false }, others: this.others(hostId), startMinutes: rebootMinutes() }, nonce, Date.now()),
      received: async (message, hostId) => {
        const command = askedCommand(message, rebootCommands);
        if (command) await vscode.commands.executeCommand(command, hostId);
      },
      // What nobody asked for prompts for nothing.
      opened: (hostId, byUser) => {
        if (!byUser) reporter.fireAndReport(this.read(hostId, false));
      },
      closed: (hostId) => this.states.delete(hostId),
    });
  }

  /** Opens the page, and reads anew. Resolves when it was read, or says on the page why it could not be. */
  async show(hostId: string): Promise<void> {
    this.pages.open(hostId);
    await this.read(hostId, true);
  }

  dispose(): void {
    this.pages.dispose();
    this.states.clear();
  }

  private async read(hostId: string, mayAsk: boolean): Promise<void> {
    const before = this.states.get(hostId)?.surroundings;
    const kept = before ? { surroundings: before } : {};
    this.become(hostId, { reading: true, ...kept });
    try {
      const session = await this.hosts.session(hostId);
      await session.refresh({ mayAsk });
      const surroundings = session.view.error ? undefined : await session.surroundings();
      this.become(hostId, { reading: false, ...(surroundings ? { surroundings } : kept) });
    } catch (thrown) {
      this.become(hostId, { reading: false, ...kept, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
    }
  }

  private become(hostId: string, state: RebootState): void {
    this.states.set(hostId, state);
    this.pages.update(hostId);
  }

  /** Before the second reboot it matters how the first stands. */
  private others(hostId: string): HostView[] {
    return this.hosts.all.flatMap(({ setting, session }) => (setting.id !== hostId && session && (session.view.rebooting ?? session.view.connection.kind === 'lost') ? [session.view] : []));
  }
}
