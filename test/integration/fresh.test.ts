/** A host that needs nothing: PVE 9 as its own installer leaves it today, with the package and the component. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Doctor } from '../../src/vscode/doctor';
import { until } from '../support/until';
import { type Answers, answerQuestions } from './support/answers';
import { find, node, setHosts, show, startDoctor } from './support/extension';
import { noHosts, useIdentity, useRig } from './support/rig';

/** What the installer does beside what the test host has, and the repository for those without a subscription in place of the other. */
const installer = `set -e
sed -i 's/^Components: main contrib$/Components: main contrib non-free-firmware/' /etc/apt/sources.list.d/debian.sources
printf 'Types: deb\\nURIs: http://download.proxmox.com/debian/pve\\nSuites: trixie\\nComponents: pve-no-subscription\\nSigned-By: /usr/share/keyrings/proxmox-archive-keyring.gpg\\n' >/etc/apt/sources.list.d/proxmox.sources
sed -i '1iEnabled: no' /etc/apt/sources.list.d/pve-enterprise.sources
apt-get -qq update || true
DEBIAN_FRONTEND=noninteractive apt-get -qq -y install intel-microcode
`;

describe('a fresh PVE 9', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  let doctor: Doctor;
  let answers: Answers;
  before(async () => {
    doctor = await startDoctor();
    answers = answerQuestions(({ choices }) => (choices.includes('Trust This Key') ? 'Trust This Key' : undefined));
  });
  after(async () => {
    answers.restore();
    await setHosts(doctor, []);
  });

  it('has no finding, and an empty plan that says so', async function () {
    this.timeout(300_000);
    const host = await use.rig.boot({ release: 'trixie', guests: [] });
    useIdentity(host);
    const { code, stderr } = await host.exec(installer);
    assert.equal(code, 0, stderr);
    await host.reboot();
    await setHosts(doctor, [{ id: 'fresh', label: 'pve9', host: `root@${host.address}` }]);
    await doctor.hosts.refresh('fresh', true);
    await until(() => find(doctor, 'pve9', 'System') !== undefined, 60_000).catch((error: unknown) => {
      throw new Error(show(doctor.view.roots()), { cause: error });
    });
    const { view } = await doctor.hosts.session('fresh');
    assert.deepEqual(view.findings, []);
    assert.match(node(doctor, 'pve9', 'Microcode plan').description ?? '', /^up to date \(0x1a\), no failures in the journal/);
    assert.deepEqual(node(doctor, 'pve9', 'Microcode plan').children, []);
    assert.equal(node(doctor, 'pve9', 'Repositories').description, 'no problems');
    assert.equal(node(doctor, 'pve9', 'Guests').description, 'none');
    assert.equal(node(doctor, 'pve9').tone, 'ok');

    // The walk says the same, and does nothing.
    const state = async () => [await host.bootId(), await host.must('cat /var/lib/dpkg/status /etc/apt/sources.list.d/* | sha256sum; stat -c "%n %Y" /etc/apt/* /var/log/apt/history.log; ls -A /run/pve-doctor /var/backups/pve-doctor 2>&1 || true')];
    const before = await state();
    await vscode.commands.executeCommand('pveDoctor.fixHost', 'fresh');
    const [said, ...more] = answers.asked.filter(({ choices }) => !choices.includes('Trust This Key'));
    assert.match(said?.message ?? '', /^Nothing is to be done on pve9: up to date \(0x1a\), no failures in the journal/);
    assert.deepEqual([said?.kind, said?.choices, more], ['information', [], []]);
    assert.deepEqual(await state(), before);
  });
});
