/** Where the web interface of a host is: as the user says, else on port 8006 of what its ssh name leads to. */
import type { Guest } from '../../host';
import type { HostSetting } from '../settings';

interface Reached {
  readonly setting: Pick<HostSetting, 'host' | 'webInterface'>;
  /** Undefined until ssh_config was asked. */
  readonly address: string | undefined;
}

export function webInterfaceOf({ setting: { host, webInterface }, address = host.replace(/^.*@/, '') }: Reached): string {
  return webInterface ?? `https://${address.includes(':') ? `[${address}]` : address}:8006/`;
}

/** The page of one guest there: the interface keeps what it shows behind the #, the resource as `qemu/100`, percent-encoded. */
export function guestPageOf(reached: Reached, { type, vmid }: Pick<Guest, 'type' | 'vmid'>): string {
  return `${webInterfaceOf(reached).replace(/#.*$/, '')}#v1:0:=${type}%2F${vmid}`;
}
