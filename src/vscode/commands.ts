/** Every command, as one table: its ids are those of commandIds.ts, which a test holds against package.json both ways. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { valueOf } from '../host';
import { type ConnectionState, type Place, UserError } from '../machine';
import { proxyArguments } from '../ssh';
import type { CommandId } from './commandIds';
import { type Handler, type Parts, openHostFile, targets } from './commandParts';
import { openDocument, openLog } from './documents/open';
import type { Outputs } from './documents/outputs';
import { hostFileUri, outputUri } from './documents/uris';
import { searchLogs } from './failures/searchLogs';
import { addClusterMembers } from './hosts/clusterMembers';
import { editHost, renameHost } from './hosts/editHost';
import { toHostEntry } from './hosts/hostEntry';
import { addHost, removeHost } from './hosts/manage';
import { groupOf, hostOf } from './hosts/target';
import { guestPageOf, webInterfaceOf } from './hosts/webInterface';
import { choosePlaces } from './failures/scanPlaces';
import { remedyCommands } from './remedyCommands';
import { type HostSetting, readHosts } from './settings';

export function commandTable(parts: Parts): Readonly<Record<CommandId, Handler>> {
  const { hosts, searches, watches, view, table, outputs, histories, scans, log } = parts;
  const { onHost, connected } = targets(hosts);
  return {
    ...remedyCommands(parts),
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
    'pveDoctor.addClusterMembers': onHost((host) => addClusterMembers(host, hosts)),
    'pveDoctor.showTable': () => {
      table.show();
      return Promise.resolve();
    },
    'pveDoctor.exportTable': () => table.export(),
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
    'pveDoctor.showHistory': onHost(({ setting }) => histories.show(setting.id)),
    'pveDoctor.exportHistory': onHost((host) => histories.export(host)),
    'pveDoctor.openKnownHosts': onHost(({ session }) => openKnownHosts(session?.view.connection)),
    'pveDoctor.openTerminal': onHost(({ setting }) => openSshTerminal(setting)),
    'pveDoctor.openWebInterface': onHost(async (host) => {
      await vscode.env.openExternal(vscode.Uri.parse(webInterfaceOf(host)));
    }),
    'pveDoctor.openGuest': onHost(async (host, vmid) => {
      const guest = valueOf(host.session?.view.facts?.guests)?.find((one) => String(one.vmid) === vmid);
      if (guest) await vscode.env.openExternal(vscode.Uri.parse(guestPageOf(host, guest)));
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

async function openFound(outputs: Outputs, hostId: string, label: string): Promise<void> {
  await openLog(outputs, outputUri(hostId, 'found', `${label} KVM failures found.log`));
}

function openSshTerminal(setting: HostSetting): Promise<void> {
  const { host, user, port, identityFile, transport } = setting;
  const args = [...proxyArguments(toHostEntry(setting, readHosts()).through), ...(port === undefined ? [] : ['-p', String(port)]), ...(identityFile === undefined ? [] : ['-i', identityFile]), ...(user === undefined ? [] : ['-l', user]), '--', host];
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
