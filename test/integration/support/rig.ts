/** Test hosts for the integration tests: one front and the hosts that a file boots, all ended after it. */
import { type Front, type Host, type HostOptions, bootHost, canBoot, startFront } from '../../hosts';

export { useIdentity } from './sshFolder';

interface Rig {
  readonly front: Front;
  boot(options: Omit<HostOptions, 'front'>): Promise<Host>;
}

/** What a file boots once, for all its tests. */
export function useHost(options: Omit<HostOptions, 'front'>): { readonly host: Host } {
  const use = useRig();
  let host: Host | undefined;
  before(async function () {
    this.timeout(120_000);
    host = await use.rig.boot(options);
  });
  return {
    get host() {
      if (!host) throw new Error('the host is there in tests alone');
      return host;
    },
  };
}

/** Why there can be none here, or undefined. */
export const noHosts = canBoot().reason;

/** Registers the hooks; the rig is there from the first test on. */
export function useRig(): { readonly rig: Rig } {
  let front: Front | undefined;
  const hosts: Host[] = [];
  before(async function () {
    this.timeout(60_000);
    front = await startFront();
  });
  after(async function () {
    this.timeout(60_000);
    await Promise.all(hosts.map((host) => host.stop()));
    await front?.stop();
  });
  return {
    get rig() {
      if (!front) throw new Error('the rig is there in tests alone');
      const running = front;
      return {
        front: running,
        boot: async (options: Omit<HostOptions, 'front'>): Promise<Host> => {
          const host = await bootHost({ ...options, front: running });
          hosts.push(host);
          return host;
        },
      };
    },
  };
}
