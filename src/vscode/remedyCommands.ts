/** The commands that carry the plan of a host through: sources, package, reboot, guests. */
import type { HostSession } from '../host';
import { UserError } from '../machine';
import type { CommandId } from './commandIds';
import { type Handler, type Parts, openHostFile, targets } from './commandParts';
import { openLog } from './documents/open';
import { hostFileUri, outputUri } from './documents/uris';
import type { KnownHost } from './hosts/hosts';
import { inTerminal, installAtPlace } from './remedy/documentPlace';
import { fixHost } from './remedy/fixHost';
import { stopAndStart } from './remedy/guest';
import { changeHold } from './remedy/hold';
import { endMaintenance } from './remedy/haMaintenance';
import { installMicrocode } from './remedy/install';
import { installOlder } from './remedy/older';
import { putBackCopy } from './remedy/putBack';
import { rebootHost } from './remedy/reboot';
import { disableEnterpriseAt, enableNoSubscriptionAt } from './remedy/repositories';
import { restoreWayOut } from './remedy/wayOut';

/** The old wording and the two newer ones; where there is no kern.log, the journal has them. */
const earlyUpdatesByHand =
  'zgrep -hiE "microcode.*(updated early|current revision)" /var/log/kern.log* 2>/dev/null; journalctl -k --no-pager | grep -iE "microcode.*(updated early|current revision)"';

/** This part of the one table in commands.ts. */
export function remedyCommands({ hosts, files, outputs, pages, reboots }: Parts) {
  const { onHost, onPlace, connected } = targets(hosts);
  return {
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
    'pveDoctor.putBackCopy': onHost(async (host, path) => await putBackCopy({ session: await connected(host), files, outputs }, path)),
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
        const packageName = await packageOf(session);
        await restoreWayOut(session);
        await installMicrocode(session, packageName);
      }),
    ),
    'pveDoctor.installOlder': onHost(async (host) => {
      const session = await connected(host);
      await installOlder(session, await packageOf(session));
    }),
    'pveDoctor.holdMicrocode': onHost(async (host) => {
      const session = await connected(host);
      await changeHold(session, 'hold', await packageOf(session));
    }),
    'pveDoctor.releaseMicrocode': onHost(async (host) => {
      const session = await connected(host);
      await changeHold(session, 'unhold', await packageOf(session));
    }),
    'pveDoctor.fixHost': onHost(async (host) => {
      // It connects by itself: a host that reboots does not answer.
      const session = await hosts.session(host.setting.id);
      await fixHost(session, (path) => openHostFile(session, hostFileUri(host.setting.id, path)), () => reboots.show(host.setting.id));
    }),
    'pveDoctor.reboot': onPlace(
      (uri) => inTerminal(uri, 'Reboot', ['sudo systemctl reboot'], false),
      onHost(async (host) => await rebootHost(await connected(host), () => reboots.show(host.setting.id))),
    ),
    'pveDoctor.showReboot': onHost(({ setting }) => reboots.show(setting.id)),
    'pveDoctor.endMaintenance': onHost(async (host) => await endMaintenance(await connected(host))),
    'pveDoctor.openPlan': onHost(async ({ setting }) => {
      pages.open(setting.id);
      return Promise.resolve();
    }),
    'pveDoctor.stopAndStart': onHost(async (host, vmid) => {
      if (vmid !== undefined) await stopAndStart(await connected(host), Number(vmid));
    }),
  } satisfies Partial<Record<CommandId, Handler>>;
}

/** The package of the vendor of this host's CPU. Rejects with a UserError where there is none. */
async function packageOf(session: HostSession): Promise<string> {
  if (!session.view.facts) await session.refresh({ mayAsk: true });
  const { plan, label } = session.view;
  if (plan?.verdict.package !== undefined) return plan.verdict.package;
  throw new UserError(`${label} has no CPU for which Debian has a microcode package`, { detail: plan?.verdict.summary ?? 'Its CPU could not be read.', actions: ['retry'] });
}

/** The file that needs the reader most: the one with the gravest finding, else sources.list. */
function worstSources({ session }: KnownHost): string {
  const ranks = { error: 0, warning: 1, information: 2 };
  const inFiles = (session?.view.findings ?? []).flatMap(({ where, severity, rule }) => (where.kind === 'file' ? [{ path: where.path, rank: ranks[severity], rule }] : []));
  const microcode = inFiles.find(({ rule }) => rule === 'apt/microcode-component-missing');
  const worst = [...inFiles].sort((a, b) => a.rank - b.rank)[0];
  return (microcode ?? worst)?.path ?? '/etc/apt/sources.list';
}
