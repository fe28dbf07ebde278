/**
 * The hosts in the user's settings. They are read from user settings alone: a workspace can neither name a host nor
 * change how one is reached (the setting's scope is "application", and the value is taken from there explicitly).
 */
import * as vscode from 'vscode';
import { usualStartMinutes } from '../host';
import { uniqueId } from './hosts/hostId';

/** One element of `pveDoctor.hosts`, as it lies in settings.json. */
export interface HostSetting {
  /** Lowercase, never changed: documents and evidence hang on it. */
  readonly id: string;
  readonly label?: string;
  /** A name of ~/.ssh/config, a host, or user@host; `localhost` with transport "local" is this computer. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFile?: string;
  readonly transport?: 'auto' | 'ssh2' | 'ssh' | 'local';
  /** The id of the host of the list that it is reached through. */
  readonly jump?: string;
  /** Hosts of one group stand together in the view. */
  readonly group?: string;
  /** Address of the web interface, where it is not port 8006 of the host. */
  readonly webInterface?: string;
}

const section = 'pveDoctor';
const hostsKey = 'hosts';

/** In the order of the settings; entries without a host are left out, missing ids are made from the name. */
export function readHosts(): HostSetting[] {
  const value = vscode.workspace.getConfiguration(section).inspect<unknown[]>(hostsKey)?.globalValue ?? [];
  const hosts: HostSetting[] = [];
  for (const item of Array.isArray(value) ? value : []) {
    const host = hostSetting(item, hosts.map(({ id }) => id));
    if (host) hosts.push(host);
  }
  return hosts;
}

export async function writeHosts(hosts: readonly HostSetting[]): Promise<void> {
  await vscode.workspace.getConfiguration(section).update(hostsKey, hosts, vscode.ConfigurationTarget.Global);
}

export function onDidChangeHosts(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.${hostsKey}`)) listener();
  });
}

/** Minutes that the firmware and a host's own start may take, by the setting; what is no such number is not used. */
export function rebootMinutes(): number {
  const value = vscode.workspace.getConfiguration(section).get<unknown>('rebootMinutes');
  return typeof value === 'number' && value >= 0 ? value : usualStartMinutes;
}

export function labelOf(setting: HostSetting): string {
  return setting.label ?? setting.host;
}

/** Fields that are undefined go: then the host has what is usual. */
export function withChanges(setting: HostSetting, changes: { readonly [Field in Exclude<keyof HostSetting, 'id'>]?: HostSetting[Field] | undefined }): HostSetting {
  const { host = setting.host, ...fields } = { ...setting, ...changes };
  return { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)), id: setting.id, host };
}

/** settings.json is written by hand, too: what does not fit is not used. */
function hostSetting(item: unknown, taken: readonly string[]): HostSetting | undefined {
  if (typeof item === 'string') return { id: uniqueId(item, taken), host: item };
  if (typeof item !== 'object' || item === null) return undefined;
  const field = (name: string): string | undefined => {
    const value: unknown = Reflect.get(item, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const host = field('host');
  if (host === undefined) return undefined;
  const port: unknown = Reflect.get(item, 'port');
  const transport = (['auto', 'ssh2', 'ssh', 'local'] as const).find((name) => name === field('transport'));
  const optional = {
    label: field('label'),
    user: field('user'),
    port: typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined,
    identityFile: field('identityFile'),
    transport,
    jump: field('jump'),
    group: field('group'),
    webInterface: field('webInterface'),
  };
  return withChanges({ id: uniqueId(field('id') ?? host, taken), host }, optional);
}
