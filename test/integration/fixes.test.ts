/** Every quick fix, in the editor, on a host's own file: applied, saved, and then the host's apt has the last word. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type SourcesFormat, ruleTable } from '../../src/apt';
import type { Release } from '../hosts';
import { until } from '../support/until';
import { addHost, useDoctor } from './support/doctor';
import { activeDocument, applyFix, click, node, ruleOf } from './support/extension';
import { type FaultyFile, faultyFiles, goodFile } from './support/faultyFiles';
import { noHosts, useHost } from './support/rig';

const paths = { 'one-line': '/etc/apt/sources.list', 'deb822': '/etc/apt/sources.list.d/debian.sources' } as const;
const releases: readonly Release[] = ['bullseye', 'bookworm', 'trixie'];

const full = process.env.PVE_DOCTOR_FULL === '1';

/** Each host tries a sixth of them, not the same as another; with every count each host tries them all. */
function filesFor(release: Release): readonly FaultyFile[] {
  const all = faultyFiles(release);
  return full ? all : all.filter((_, index) => index % 6 === 2 * releases.indexOf(release));
}

describe('a quick fix on a host', () => {
  if (noHosts !== undefined) {
    it(`is left out, since ${noHosts}`);
    return;
  }

  it('is there of every rule that has one', () => {
    const tried = new Set(releases.flatMap(faultyFiles).map(({ rule }) => rule));
    // A newer suite belongs to an upgrade, and a file is renamed by hand: neither has one.
    assert.deepEqual(ruleTable.map(({ id }) => id).filter((id) => !tried.has(id)), ['apt/newer-suite', 'apt/ignored-file-name']);
  });

  for (const release of releases) {
    describe(release, () => {
      const use = useHost({ release });
      const day = useDoctor();

      /** That file is good, and the only one with entries. */
      async function start(format: SourcesFormat): Promise<vscode.TextDocument> {
        await use.host.must(`rm -f /etc/apt/sources.list.d/*; : >${paths['one-line']}; cat >${paths[format]}`, goodFile(release, format));
        await addHost(day, use.host);
        await click(node(day.doctor, 'pve8', 'Repositories', format === 'one-line' ? 'sources.list' : 'debian.sources'));
        return await activeDocument(paths[format]);
      }

      async function write(document: vscode.TextDocument, text: string): Promise<void> {
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
        assert.ok(await vscode.workspace.applyEdit(edit));
      }

      async function mend(document: vscode.TextDocument, { rule, text }: FaultyFile, title: string): Promise<void> {
        await write(document, text);
        const ours = () => vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => ruleOf(diagnostic) === rule);
        await until(() => ours().length > 0).catch((error: unknown) => {
          throw new Error(`${rule} does not fire, but ${vscode.languages.getDiagnostics(document.uri).map(ruleOf).join()}`, { cause: error });
        });
        const [problem] = ours();
        assert.ok(problem);
        await applyFix(document, problem.range, new RegExp(`^${title}$`));
        assert.ok(await document.save());
        assert.equal(await use.host.must(`cat ${document.uri.path}`), document.getText());
      }

      /** Lists of entries that are gone are kept, so that none is fetched twice. */
      async function askApt(wanted: boolean): Promise<void> {
        const { code, stdout, stderr } = await use.host.exec('apt-get -qq -o APT::Get::List-Cleanup=0 update && apt-cache policy intel-microcode');
        assert.equal(code, 0, stderr);
        assert.doesNotMatch(stderr, /^E: /m);
        if (wanted) assert.match(stdout, /Candidate: \d/, stdout);
      }

      for (const format of ['one-line', 'deb822'] as const) {
        it(`gives a file that apt accepts, with intel-microcode in it: ${format}`, async function () {
          this.timeout(400_000);
          const document = await start(format);
          for (const file of filesFor(release).filter((one) => one.format === format)) {
            for (const title of file.fixes) {
              const where = `${file.rule}, “${title}”, in ${JSON.stringify(file.text)}`;
              await mend(document, file, title).catch((error: unknown) => {
                throw new Error(where, { cause: error });
              });
              // A file of one entry that is commented out has none.
              await askApt(!title.startsWith('Comment this') || /^(?:deb|Types)/m.test(document.getText())).catch((error: unknown) => {
                throw new Error(`${where}: ${document.getText()}`, { cause: error });
              });
            }
          }
        });
      }
    });
  }
});
