/** The way back: a kept copy put back; an older package; a package on hold, and released. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostFileUri } from '../../src/vscode/documents/uris';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { click, node } from './support/extension';
import { noHosts, useRig } from './support/rig';

describe('the way back', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }
  const use = useRig();
  const day = useDoctor();
  const run = (command: string) => vscode.commands.executeCommand(`pveDoctor.${command}`, 'pve8');

  it('puts back a kept copy to the byte, over nothing that was not shown, and says where none is kept', async function () {
    this.timeout(120_000);
    const host = await use.rig.boot({ release: 'bookworm' });
    const path = '/etc/apt/sources.list';
    // What an editor would change on saving.
    await host.must(`printf '# one\\r\\n# two\\n' >>${path}`);
    await addHost(day, host);
    const hash = async () => (await host.must(`sha256sum <${path}`)).slice(0, 64);
    const kept = async () => Number(await host.must('ls /var/backups/pve-doctor | wc -l'));
    const before = await hash();

    await run('putBackCopy');
    assert.match(day.asked('information').at(-1)?.message ?? '', /^No copy is kept on pve8: PVE Doctor keeps the version before each time it saves/);

    const session = day.doctor.hosts.get('pve8')?.session;
    assert.ok(session);
    const changed = Buffer.from('# changed\n');
    assert.equal((await session.saveFile(path, changed, before)).kind, 'saved');
    const after = await hash();

    // The first of the list, and no to the question: the diff is shown, and nothing written.
    day.answers.answer(({ kind, choices }) => (kind === 'pick' ? choices[0] : undefined));
    await run('putBackCopy');
    assert.ok(vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputTextDiff && input.original.path === path)), 'no diff is shown');
    assert.deepEqual([await hash(), await kept()], [after, 1]);

    day.answers.answer(({ kind, choices }) => (kind === 'pick' ? choices[0] : choices.find((choice) => choice === 'Put Back')));
    // Somebody writes while the question stands.
    const saveFile = session.saveFile.bind(session);
    session.saveFile = async (...args) => {
      await host.must(`echo '# theirs' >>${path}`);
      return await saveFile(...args);
    };
    await run('putBackCopy');
    session.saveFile = saveFile;
    assert.match(day.asked('error').at(-1)?.message ?? '', /^\/etc\/apt\/sources\.list was changed on root@.* after it was shown\. Nothing was written\./);
    assert.equal(await host.must(`cat ${path}`), '# changed\n# theirs\n');
    await host.must(`sed -i '$d' ${path}`);

    await vscode.commands.executeCommand('pveDoctor.putBackCopy', node(day.doctor, 'pve8', 'Repositories', 'sources.list'));
    assert.equal(await hash(), before);
    assert.equal(await kept(), 2);
    assert.match(day.asked('information').at(-1)?.message ?? '', /^\/etc\/apt\/sources\.list on pve8 is again as it was before /);
    const document = await vscode.workspace.openTextDocument(hostFileUri('pve8', path));
    await until(() => document.getText().includes('# two'));
    assert.equal(document.isDirty, false);

    // The file is gone: it is asked where it belongs.
    await host.must(`rm ${path}`);
    await run('putBackCopy');
    assert.deepEqual(day.asked('pick').at(-1)?.choices, [path, '/etc/apt/sources.list.d/sources.list']);
    assert.equal(await hash(), after, 'the newest copy is what was there before the last time');
    assert.equal(day.asked('error').length, 1);
  });

  it('installs an older package where apt has one, says where it has none, and holds it then', async function () {
    this.timeout(200_000);
    const host = await use.rig.boot({ release: 'bookworm', configure: "sed -i 's/ main contrib$/ main contrib non-free-firmware/' /etc/apt/sources.list\n" });
    await host.must('apt-get -qq update || true; sed -i "/security\\|updates/d" /etc/apt/sources.list; apt-get -qq update || true; DEBIAN_FRONTEND=noninteractive apt-get -qq -y install intel-microcode');
    await addHost(day, host);
    await run('installOlder');
    assert.match(day.asked('information').at(-1)?.message ?? '', /^The archive has no intel-microcode older than 3\./);

    // An archive of the test's own, of this release, with an older one.
    await host.must(`mkdir -p /srv/old/DEBIAN && cd /srv/old && printf 'Package: intel-microcode\\nVersion: 3.20200101.1\\nArchitecture: amd64\\nMaintainer: Test <test@localhost>\\nDescription: older\\n' >DEBIAN/control && mkdir /srv/repo && dpkg-deb -b . /srv/repo/old.deb >/dev/null && cd /srv/repo && { dpkg-deb -f old.deb; printf 'Filename: ./old.deb\\nSize: %s\\nSHA256: %s\\n' "$(stat -c %s old.deb)" "$(sha256sum old.deb | cut -d ' ' -f 1)"; } >Packages && printf 'Codename: bookworm\\nSHA256:\\n %s %s Packages\\n' "$(sha256sum Packages | cut -d ' ' -f 1)" "$(stat -c %s Packages)" >Release && echo 'deb [trusted=yes] file:/srv/repo ./' >/etc/apt/sources.list.d/old.list && { apt-get -qq update || true; }`);
    day.answers.answer(({ kind, choices }) => (kind === 'pick' ? choices[0] : choices.find((choice) => ['Install', 'Hold…', 'Hold'].includes(choice))));
    await run('installOlder');
    const [confirm] = day.asked('information').filter(({ choices }) => choices.includes('Install'));
    assert.match(confirm?.detail ?? JSON.stringify(day.answers.asked), /\n {4}apt-get install -y --allow-downgrades intel-microcode=3\.20200101\.1\n/);
    assert.equal(await host.must("dpkg-query -W -f '${Version}' intel-microcode; echo; apt-mark showhold"), '3.20200101.1\nintel-microcode\n');
    const after = day.asked('information').find(({ choices }) => choices.includes('Hold…'));
    assert.match(after?.message ?? '', /^intel-microcode is 3\.20200101\.1 on pve8\. Boots next: .*\. apt upgrades it again/);
    assert.deepEqual(day.asked('error'), []);
  });

  it('holds the package as shown, and a step that waits for its release releases it', async function () {
    this.timeout(120_000);
    const host = await use.rig.boot({ release: 'bookworm', configure: "sed -i 's/ main contrib$/ main contrib non-free-firmware/' /etc/apt/sources.list\n" });
    await host.must('apt-get -qq update || true');
    await addHost(day, host);
    const step = () => node(day.doctor, 'pve8', 'Microcode plan', 'Package installed');
    const held = () => host.must('apt-mark showhold');

    await run('holdMicrocode');
    assert.match(day.asked('information').at(-1)?.detail ?? '', /^Runs on root@.* as root:\n {4}apt-mark hold intel-microcode\n/);
    assert.equal(await held(), '', 'without a yes');

    day.answers.answer(({ choices }) => choices.find((choice) => choice === 'Hold' || choice === 'Release'));
    await run('holdMicrocode');
    assert.equal(await held(), 'intel-microcode\n');
    assert.deepEqual([step().kind, step().command?.command], ['step.package.blocked.held', 'pveDoctor.releaseMicrocode']);

    await click(step());
    assert.equal(await held(), '');
    assert.equal(step().kind, 'step.package.next');
    assert.deepEqual(day.asked('error'), []);
  });
});
