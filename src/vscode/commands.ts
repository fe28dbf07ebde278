/** Every command, as one table: its ids are those of commandIds.ts, which a test holds against package.json both ways. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HostSession } from '../host';
import { type ConnectionState, type Place, UserError } from '../machine';
import type { CommandId } from './commandIds';
import { openDocument, openLog } from './documents/open';
import { hostFileUri, outputUri } from './documents/uris';
import type { Outputs } from './documents/outputs';
import type { Histories } from './failures/histories';
import { searchLogs } from './failures/searchLogs';
import type { Searches } from './failures/searches';
import type { Watches } from './failures/watches';
import { editHost, renameHost } from './hosts/editHost';
import { addHost, removeHost } from './hosts/manage';
import type { Hosts, KnownHost } from './hosts/hosts';
import { webInterfaceOf } from './hosts/webInterface';
import { groupOf, hostOf, subjectOf } from './hosts/target';
import type { HostsView } from './hosts/view';
import type { HostPages } from './hostPages';
import type { ScanList } from './failures/scanList';
import { choosePlaces } from './failures/scanPlaces';
import { inTerminal, installAtPlace, onDocument } from './remedy/documentPlace';
import { fixHost } from './remedy/fixHost';
import { installMicrocode } from './remedy/install';
import { rebootHost } from './remedy/reboot';
import { disableEnterpriseAt, enableNoSubscriptionAt } from './remedy/repositories';
import { stopAndStart } from './remedy/guest';
import type { Reporter } from './report';
import type { HostSetting } from './settings';

export interface Parts {
  readonly hosts: Hosts;
  readonly searches: Searches;
  readonly watches: Watches;
  readonly view: HostsView;
  readonly outputs: Outputs;
  readonly pages: HostPages;
  readonly histories: Histories;
  readonly scans: ScanList;
  readonly reporter: Reporter;
  readonly log: vscode.LogOutputChannel;
  readonly offerThisComputer: boolean;
}

/** The old wording and the two newer ones; where there is no kern.log, the journal has them. */
const earlyUpdatesByHand =
  'zgrep -hiE "microcode.*(updated early|current revision)" /var/log/kern.log* 2>/dev/null; journalctl -k --no-pager | grep -iE "microcode.*(updated early|current revision)"';

type Handler = (...args: unknown[]) => Promise<unknown>;

export function commandTable(parts: Parts): Readonly<Record<CommandId, Handler>> {
  const { hosts, searches, watches, view, outputs, pages, histories, scans, log } = parts;
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

  return {
    'pveDoctor.addHost': async () => {
      const id = await addHost(parts);
      if (id === undefined) return;
      await hosts.refresh(id, true);
      await view.reveal(id);
    },
    'pveDoctor.editHost': onHost(({ setting }) => editHost(setting.id)),
    'pveDoctor.renameHost': onHost(({ setting }) => renameHost(setting)),
    'pveDoctor.removeHost': onHost(({ setting }) => removeHost(setting)),
    'pveDoctor.editHosts': async () => await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson', { revealSetting: { key: 'pveDoctor.hosts', edit: true } }),
    'pveDoctor.refresh': async (target) => {
      const group = groupOf(target);
      if (target === undefined) await hosts.refreshAll(true);
      else if (group !== undefined) await hosts.refreshAll(true, hosts.all.filter(({ setting }) => setting.group === group).map(({ setting }) => setting.id));
      else await onHost(({ setting }) => hosts.refresh(setting.id, true))(target);
    },
    'pveDoctor.connect': onHost(async ({ setting, problem }) => {
      if (problem) hosts.reset(setting.id);
      await hosts.refresh(setting.id, true);
    }),
    'pveDoctor.disconnect': onHost(async (host) => {
      host.session?.machine.disconnect();
      return Promise.resolve();
    }),
    'pveDoctor.openSources': onHost(async (host, path) => {
      await openHostFile(await connected(host), hostFileUri(host.setting.id, path ?? worstSources(host)));
    }),
    'pveDoctor.disableEnterprise': onHost(async (host) => {
      const session = await connected(host);
      await disableEnterpriseAt(session, (path) => openHostFile(session, hostFileUri(host.setting.id, path)));
    }),
    'pveDoctor.enableNoSubscription': onHost(async (host) => {
      const session = await connected(host);
      await enableNoSubscriptionAt(session, (path) => openHostFile(session, hostFileUri(host.setting.id, path)));
    }),
    'pveDoctor.openJournal': onHost(async (host) => {
      await connected(host);
      await openLog(outputs, outputUri(host.setting.id, 'journal', `${host.label} journal.log`));
    }),
    'pveDoctor.searchFailures': onHost(async (host) => {
      const id = host.setting.id;
      await searchLogs(searches, await connected(host), () => openFound(outputs, id, host.label));
    }),
    'pveDoctor.stopSearching': onHost(({ setting }) => {
      searches.stop(setting.id);
      return Promise.resolve();
    }),
    'pveDoctor.openFound': onHost(({ setting, label }) => openFound(outputs, setting.id, label)),
    'pveDoctor.watchFailures': onHost(async (host) => {
      // The user's own gesture may prompt; the watch itself never does.
      await connected(host);
      await watches.turn(host.setting.id, true);
    }),
    'pveDoctor.stopWatching': onHost(({ setting }) => watches.turn(setting.id, false)),
    'pveDoctor.openFailures': onHost(async (host) => {
      watches.markSeen(host.setting.id);
      await connected(host);
      await openLog(outputs, outputUri(host.setting.id, 'failures', `${host.label} KVM failures.log`));
    }),
    'pveDoctor.openLog': onHost(async (host, path) => {
      if (path === undefined) return;
      const session = await connected(host);
      if (/\.(?:gz|xz|zst|bz2)$/.test(path)) await openLog(outputs, outputUri(host.setting.id, 'packed-log', `${path.slice(path.lastIndexOf('/') + 1)}.log`, path));
      else await openHostFile(session, hostFileUri(host.setting.id, path));
    }),
    'pveDoctor.showRevision': onPlace(
      (uri) => inTerminal(uri, 'Microcode revision', ['grep -m1 microcode /proc/cpuinfo']),
      onHost(async (host) => {
        await connected(host);
        await openLog(outputs, outputUri(host.setting.id, 'revision', `${host.label} microcode revision.log`));
      }),
    ),
    'pveDoctor.showEarlyUpdates': onPlace(
      (uri) => inTerminal(uri, 'Early updates', [earlyUpdatesByHand]),
      onHost(async (host) => {
        await connected(host);
        await openLog(outputs, outputUri(host.setting.id, 'early-updates', `${host.label} early microcode updates.log`));
      }),
    ),
    'pveDoctor.installMicrocode': onPlace(
      (uri) => installAtPlace(uri),
      onHost(async (host) => {
        const session = await connected(host);
        if (!session.view.facts) await session.refresh({ mayAsk: true });
        const packageName = session.view.plan?.verdict.package;
        if (packageName === undefined) {
          throw new UserError(`${host.label} has no CPU for which Debian has a microcode package`, { detail: session.view.plan?.verdict.summary ?? 'Its CPU could not be read.', actions: ['retry'] });
        }
        await installMicrocode(session, packageName);
      }),
    ),
    'pveDoctor.fixHost': onHost(async (host) => {
      const session = await connected(host);
      await fixHost(session, (path) => openHostFile(session, hostFileUri(host.setting.id, path)));
    }),
    'pveDoctor.reboot': onPlace(
      (uri) => inTerminal(uri, 'Reboot', ['sudo systemctl reboot'], false),
      onHost(async (host) => await rebootHost(await connected(host))),
    ),
    'pveDoctor.openPlan': onHost(async ({ setting }) => {
      pages.open(setting.id);
      return Promise.resolve();
    }),
    'pveDoctor.showHistory': onHost(({ setting }) => histories.show(setting.id)),
    'pveDoctor.exportHistory': onHost((host) => histories.export(host)),
    'pveDoctor.stopAndStart': onHost(async (host, vmid) => {
      if (vmid !== undefined) await stopAndStart(await connected(host), Number(vmid));
    }),
    'pveDoctor.openKnownHosts': onHost(({ session }) => openKnownHosts(session?.view.connection)),
    'pveDoctor.openTerminal': onHost(({ setting }) => openSshTerminal(setting)),
    'pveDoctor.openWebInterface': onHost(async (host) => {
      await vscode.env.openExternal(vscode.Uri.parse(webInterfaceOf(host)));
    }),
    'pveDoctor.scanFiles': async (target, selected) => {
      const chosen = urisOf(selected) ?? urisOf([target]) ?? (await choosePlaces());
      if (chosen !== undefined && chosen.length > 0) await scans.run(chosen);
    },
    'pveDoctor.scanAgain': () => scans.again(),
    'pveDoctor.clearScan': () => scans.clear(),
    'pveDoctor.sortScanByTime': () => scans.sort('time'),
    'pveDoctor.sortScanByPlace': () => scans.sort('place'),
    'pveDoctor.openScanned': (node) => scans.open(node),
    'pveDoctor.showLog': () => {
      log.show();
      return Promise.resolve();
    },
  };
}

export function registerCommands(parts: Parts): vscode.Disposable {
  const { reporter, log, hosts } = parts;
  return vscode.Disposable.from(
    ...Object.entries(commandTable(parts)).map(([id, handler]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await handler(...args);
        } catch (error) {
          await reporter.show(error, {
            retry: () => vscode.commands.executeCommand(id, ...args),
            showLog: () => log.show(),
            editHost: () => vscode.commands.executeCommand('pveDoctor.editHosts'),
            openSettings: () => vscode.commands.executeCommand('pveDoctor.editHosts'),
            openKnownHosts: () => openPlace(error instanceof UserError ? error.place : undefined),
            openTerminal: async () => {
              const host = await hostOf(hosts, args[0]);
              if (host) await openSshTerminal(host.setting);
            },
          });
        }
      }),
    ),
  );
}

/** What the Explorer hands to a command: all that is selected there. */
function urisOf(selected: unknown): vscode.Uri[] | undefined {
  const uris = Array.isArray(selected) ? selected.filter((one): one is vscode.Uri => one instanceof vscode.Uri) : [];
  return uris.length === 0 ? undefined : uris;
}

/** The file that needs the reader most: the one with the gravest finding, else sources.list. */
function worstSources({ session }: KnownHost): string {
  const ranks = { error: 0, warning: 1, information: 2 };
  const inFiles = (session?.view.findings ?? []).flatMap(({ where, severity, rule }) => (where.kind === 'file' ? [{ path: where.path, rank: ranks[severity], rule }] : []));
  const microcode = inFiles.find(({ rule }) => rule === 'apt/microcode-component-missing');
  const worst = [...inFiles].sort((a, b) => a.rank - b.rank)[0];
  return (microcode ?? worst)?.path ?? '/etc/apt/sources.list';
}

/** Where VS Code cannot open it, the session says why in words of its own. */
async function openHostFile(session: HostSession, uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await openDocument(uri);
  } catch (error) {
    await session.readFile(uri.path);
    throw error;
  }
}

async function openFound(outputs: Outputs, hostId: string, label: string): Promise<void> {
  await openLog(outputs, outputUri(hostId, 'found', `${label} KVM failures found.log`));
}

function openSshTerminal({ host, user, port, identityFile, transport }: HostSetting): Promise<void> {
  const args = [...(port === undefined ? [] : ['-p', String(port)]), ...(identityFile === undefined ? [] : ['-i', identityFile]), ...(user === undefined ? [] : ['-l', user]), '--', host];
  const terminal = vscode.window.createTerminal(transport === 'local' ? { name: 'This computer' } : { name: `ssh ${host}`, shellPath: 'ssh', shellArgs: args });
  terminal.show();
  return Promise.resolve();
}

/** Where the host's key was refused, at the line that decided; else the user's own file. */
async function openKnownHosts(connection: ConnectionState | undefined): Promise<void> {
  await openPlace(connection?.kind === 'refused' && connection.error instanceof UserError ? connection.error.place : undefined);
}

async function openPlace({ path, line }: Place = { path: join(homedir(), '.ssh', 'known_hosts') }): Promise<void> {
  await openDocument(vscode.Uri.file(path), line === undefined ? undefined : new vscode.Range(line - 1, 0, line - 1, 0));
}
