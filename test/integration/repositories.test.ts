/** What the owner of a host without a subscription does first: both commands, saved on the host, and what its apt has then. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Release } from '../hosts';
import { addHost, useDoctor } from './support/doctor';
import { activeDocument, append, click, find, node } from './support/extension';
import { noHosts, useHost } from './support/rig';

interface Form {
  readonly release: Release;
  readonly enterprise: string;
  readonly noSubscription: string;
  /** What is in the second one beforehand; undefined where it is not there. */
  readonly before: string | undefined;
  readonly asked: readonly string[];
}

const line = 'deb http://ftp.debian.org/debian bookworm main non-free-firmware';
const forms: readonly Form[] = [
  {
    release: 'bookworm',
    enterprise: '/etc/apt/sources.list.d/pve-enterprise.list',
    noSubscription: '/etc/apt/sources.list',
    before: `${line}\n`,
    asked: ['The no-subscription repository is enabled in sources.list, not yet saved on pve8.'],
  },
  {
    release: 'trixie',
    enterprise: '/etc/apt/sources.list.d/pve-enterprise.sources',
    noSubscription: '/etc/apt/sources.list.d/proxmox.sources',
    before: undefined,
    asked: ['Create /etc/apt/sources.list.d/proxmox.sources on pve8?'],
  },
];

describe('the repositories of a host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  for (const { release, enterprise, noSubscription, before, asked } of forms) {
    describe(release, () => {
      const use = useHost({ release });
      const day = useDoctor();
      const run = (command: string) => vscode.commands.executeCommand(command, 'pve8');
      const told = () => day.asked('information').map(({ message }) => message);
      /** Proxmox's, as the host's apt would fetch them. */
      const targets = async () => [...new Set((await use.host.must(`apt-get -o APT::Get::IndexTargets::ReleaseInfo=0 indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)'`)).split('\n').filter((target) => target.includes('proxmox')))].sort();

      beforeEach(async function () {
        this.timeout(120_000);
        if (before !== undefined) await use.host.must(`cat >${noSubscription}`, before);
        await addHost(day, use.host);
      });

      it('has no enterprise repository after the first command, and says so from then on', async function () {
        this.timeout(60_000);
        const old = await use.host.must(`cat ${enterprise}`);
        assert.equal(node(day.doctor, 'pve8', 'Repositories').kind, 'repositories', 'the menu stands there');
        day.answers.answer(({ kind }) => (kind === 'information' ? 'Save' : undefined));
        await run('pveDoctor.disableEnterprise');
        assert.deepEqual(told(), [`The enterprise repository is disabled in ${enterprise.split('/').at(-1)}, not yet saved on pve8.`]);
        const changed = await use.host.must(`cat ${enterprise}`);
        assert.equal(changed, release === 'trixie' ? `${old}Enabled: no\n` : `# ${old}`);
        assert.deepEqual(await targets(), []);
        await run('pveDoctor.disableEnterprise');
        assert.equal(told().at(-1), 'No enterprise repository is enabled on pve8.');
        assert.equal(find(day.doctor, 'pve8', 'Repositories', enterprise.split('/').at(-1) ?? '')?.description?.includes('no subscription'), false);
      });

      it('has the no-subscription repository after the second one, in the form of its release', async function () {
        this.timeout(60_000);
        day.answers.answer(({ choices }) => choices[0]);
        await run('pveDoctor.enableNoSubscription');
        assert.deepEqual(told(), asked);
        await activeDocument(noSubscription);
        assert.deepEqual(await targets(), [`http://download.proxmox.com/debian/pve ${release} pve-no-subscription`]);
        const text = await use.host.must(`cat ${noSubscription}`);
        if (before !== undefined) assert.ok(text.startsWith(before) && text !== before, text);
        await run('pveDoctor.enableNoSubscription');
        assert.equal(told().at(-1), `The no-subscription repository is enabled on pve8 already, in ${noSubscription}.`);
        assert.equal(await use.host.must(`cat ${noSubscription}`), text);
      });

      it('has nothing changed where the user says no, nor of the lines that were being typed', async function () {
        this.timeout(60_000);
        await use.host.must(before === undefined ? `rm ${noSubscription}` : `cat >${noSubscription}`, before ?? '');
        if (before !== undefined) {
          await click(node(day.doctor, 'pve8', 'Repositories', 'sources.list'));
          await append(await activeDocument(noSubscription), '# mine\n');
        }
        await run('pveDoctor.enableNoSubscription');
        assert.deepEqual(told(), asked);
        const { stdout } = await use.host.exec(`cat ${noSubscription} 2>&1`);
        if (before === undefined) assert.match(stdout, /No such file/);
        else {
          assert.equal(stdout, before);
          const text = (await activeDocument(noSubscription)).getText();
          assert.equal(text, `${before}# mine\n\ndeb http://download.proxmox.com/debian/pve ${release} pve-no-subscription\n`);
        }
      });
    });
  }
});
