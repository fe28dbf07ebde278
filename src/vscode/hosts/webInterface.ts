/** Where the web interface of a host is: as the user says, else on port 8006 of what its ssh name leads to. */
import type { HostSetting } from '../settings';

interface Reached {
  readonly setting: Pick<HostSetting, 'host' | 'webInterface'>;
  /** Undefined until ssh_config was asked. */
  readonly address: string | undefined;
}

export function webInterfaceOf({ setting: { host, webInterface }, address = host.replace(/^.*@/, '') }: Reached): string {
  return webInterface ?? `https://${address.includes(':') ? `[${address}]` : address}:8006/`;
}
