import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type SourcesFormat, checkSources, parseSources } from '../../src/apt';
import type { PveDoctorApi } from '../../src/extension';

const failure = 'Dec 31 12:49:30 proxmox QEMU[2043179]: KVM internal error. Suberror: 3';
const microcode = 'apt/microcode-component-missing';

const bookworm = [
  '# as installed',
  'deb http://ftp.au.debian.org/debian bookworm main contrib',
  '',
  'deb http://ftp.au.debian.org/debian   bookworm-updates main contrib',
  'deb http://security.debian.org bookworm-security main contrib # security',
  'deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription',
  '',
].join('\n');

const bullseye = [
  'deb http://ftp.debian.org/debian bullseye main contrib',
  'deb http://ftp.debian.org/debian bullseye-updates main',
  'deb http://security.debian.org/debian-security bullseye-security main non-free',
  '',
].join('\n');

const trixie = [
  'Types: deb deb-src',
  'URIs: http://ftp.debian.org/debian/',
  'Suites: trixie trixie-updates',
  'Components: main',
  '# what is free',
  ' contrib',
  'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
  '',
  'Types: deb',
  'URIs: http://security.debian.org/debian-security/',
  'Suites: trixie-security',
  'Components: main contrib',
  'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
  '',
].join('\n');

describe('problems, fixes and hovers', () => {
  before(async () => {
    const extension = vscode.extensions.getExtension<PveDoctorApi>('pve-doctor.pve-doctor');
    assert.ok(extension);
    await (await extension.activate()).ready;
  });
  // Not after each: VS Code would give the name of a closed buffer to the next, and with it a backup of what it held.
  after(async function () {
    this.timeout(240_000);
    for (const document of vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });

  describe('in a log', () => {
    it('warns on the line of a failure in a plain text, and links to the rule', async () => {
      const document = await open(`some line before\n${failure}\nsome line after\n`, 'plaintext');
      const [problem] = await problemsWhen(document, (found) => found.length === 1);
      assert.ok(problem);
      assert.equal(problem.severity, vscode.DiagnosticSeverity.Warning);
      assert.equal(document.getText(problem.range), 'KVM internal error. Suberror: 3');
      assert.equal(problem.range.start.line, 1);
      assert.ok(typeof problem.code === 'object');
      assert.equal(problem.code.value, 'kvm/suberror-3');
      assert.match(problem.code.target.toString(true), /^https:\/\/.*\/v\d[^/]*\/docs\/rules\.md#kvmsuberror-3$/);
    });

    it('warns of no other suberror, prose or quote', async () => {
      const lines = [
        failure.replace(/3$/, '1'),
        failure.replace(/3$/, '30'),
        'My guest died with KVM internal error. Suberror: 3 and nobody knows why.',
        '> KVM internal error. Suberror: 3',
        '"KVM internal error. Suberror: 3"',
        'grep "KVM internal error. Suberror: 3" /var/log/syslog',
        failure,
      ];
      const document = await open(lines.join('\n'), 'plaintext');
      const found = await problemsWhen(document, (problems) => problems.some(({ range }) => range.start.line === lines.length - 1));
      assert.deepEqual(found.filter((problem) => problem.severity <= vscode.DiagnosticSeverity.Warning || ruleOf(problem) === 'kvm/suberror-3').map(({ range }) => range.start.line), [lines.length - 1]);
    });

    it('forgets a file that closes', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'pve-doctor-log-'));
      const uri = vscode.Uri.file(join(folder, 'syslog.1'));
      try {
        writeFileSync(uri.fsPath, `${failure}\n`);
        await vscode.commands.executeCommand('vscode.open', uri);
        await problemsWhen({ uri }, (found) => found.length === 1);
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        await problemsWhen({ uri }, (found) => found.length === 0);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('follows an empty document that fills, and one that empties', async () => {
      const document = await open('', 'log');
      assert.deepEqual(problemsOf(document.uri), []);
      await replaceAll(document, `${failure}\n${failure}\n`);
      await problemsWhen(document, (found) => found.length === 2);
      await replaceAll(document, '');
      await problemsWhen(document, (found) => found.length === 0);
    });

    it('says what the failure means, as text that is not trusted', async () => {
      const document = await open(`${failure}\n`, 'plaintext');
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, new vscode.Position(0, 3));
      const contents = textsOf(hovers);
      const text = contents.map(({ value }) => value).join('\n');
      assert.match(text, /^\*\*.*suberror 3/m);
      assert.match(text, /internal\\-error/);
      assert.match(text, /microcode/);
      assert.ok(contents.every(({ isTrusted }) => isTrusted !== true));
    });

    it('offers what to check next, each once, for this document', async () => {
      const document = await open(`${failure}\n`, 'plaintext');
      await problemsWhen(document, (found) => found.length === 1);
      const commands = (await codeActions(document, 0)).flatMap(({ command }) => command ?? []);
      const ours = commands.filter(({ command }) => command.startsWith('pveDoctor.'));
      for (const id of ['pveDoctor.showRevision', 'pveDoctor.openSources']) assert.equal(ours.filter(({ command }) => command === id).length, 1, id);
      for (const { arguments: given = [] } of ours) assert.equal(String(given[0]), document.uri.toString());
    });

    it('has an outline and folds the registers', async () => {
      const prefix = failure.slice(0, failure.indexOf('KVM'));
      const document = await open([failure, `${prefix}extra data[0]: 0x0000000080000b0e`, `${prefix}RAX=0000000000000000 RBX=0000000000000000`, 'Dec 31 12:50:00 proxmox cron[7]: x', ''].join('\n'), 'plaintext');
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
      assert.deepEqual(symbols.map(({ name, selectionRange }) => [name, selectionRange.start.line]), [['Suberror 3', 0]]);
      const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
      assert.deepEqual(folds.map(({ start, end }) => [start, end]), [[0, 2]]);
    });

    it('shows no more than VS Code keeps, and says so', async () => {
      const document = await open(`${failure}\n`.repeat(1_200), 'plaintext');
      const found = await problemsWhen(document, (problems) => problems.length >= 999);
      assert.equal(found.length, 1_000);
      assert.match(found.find((problem) => ruleOf(problem) === undefined)?.message ?? '', /^201 more findings/);
    });

    it('follows the severities of the settings', async () => {
      const document = await open(`${failure}\n`, 'plaintext');
      await problemsWhen(document, (found) => found[0]?.severity === vscode.DiagnosticSeverity.Warning);
      const settings = vscode.workspace.getConfiguration('pveDoctor');
      try {
        await settings.update('rules', { 'kvm/suberror-3': 'hint' }, vscode.ConfigurationTarget.Global);
        await problemsWhen(document, (found) => found[0]?.severity === vscode.DiagnosticSeverity.Hint);
        await settings.update('rules', { 'kvm/suberror-3': 'off' }, vscode.ConfigurationTarget.Global);
        await problemsWhen(document, (found) => found.length === 0);
      } finally {
        await settings.update('rules', undefined, vscode.ConfigurationTarget.Global);
      }
      await problemsWhen(document, (found) => found.length === 1);
    });
  });

  describe('in a sources file of 10,000 lines', () => {
    const entry = (index: number) => `deb http://mirror${index}.example.org/debian bookworm main contrib non-free-firmware\n`;
    const stanza = (index: number) => `# mirror ${index}\nTypes: deb\nURIs: http://mirror${index}.example.org/debian\nSuites: bookworm\nComponents: main contrib non-free-firmware\n\n`;
    const many = (count: number, one: (index: number) => string) => Array.from({ length: count }, (_, index) => one(index));
    /** Faults at the head, in the middle and at the end. */
    const spoilt = (pieces: readonly string[]) => pieces.map((piece, index) => ([1, pieces.length >> 1, pieces.length - 1].includes(index) ? piece.replace('bookworm', 'bookwrom') : piece)).join('');
    const files: readonly [language: string, format: SourcesFormat, text: string][] = [
      ['debsources', 'one-line', spoilt(many(10_000, entry))],
      ['deb822sources', 'deb822', spoilt(many(1667, stanza))],
    ];

    for (const [language, format, text] of files) {
      it(`keeps up with typing at the head, in the middle and at the end (${language})`, async function () {
        this.timeout(240_000);
        const document = await open(text, language);
        const editor = vscode.window.activeTextEditor;
        assert.ok(editor);
        /** What is shown is what a check of the whole text finds, each at its place. */
        const settled = async () => {
          const wanted = checkSources(parseSources(document.getText(), format), { path: document.uri.path }).flatMap(({ rule, where }) => (where.kind === 'document' ? [`${rule} ${where.range.start}-${where.range.end}`] : []));
          await problemsWhen(document, (found) => [...found].sort((one, other) => one.range.start.compareTo(other.range.start)).map((problem) => `${ruleOf(problem)} ${document.offsetAt(problem.range.start)}-${document.offsetAt(problem.range.end)}`).join() === wanted.join());
          return wanted.length;
        };
        const type = async (line: number, character: number, words: readonly string[]) => {
          const place = new vscode.Position(line, character);
          editor.selection = new vscode.Selection(place, place);
          for (const word of words) await vscode.commands.executeCommand('type', { text: word });
          return await settled();
        };
        assert.equal(await settled(), 3);
        assert.equal(await type(0, 0, ['#', ' ', 'm', 'y', '\n']), 3);
        const middle = document.lineCount >> 1;
        const wordEnd = document.lineAt(middle).text.length;
        await type(middle, wordEnd, ['x', 'y']);
        await type(document.lineCount - 1, 0, format === 'one-line' ? ['debb', ' ', 'x'] : ['Type', ':', ' ', 'deb']);
        await vscode.commands.executeCommand('undo');
        await settled();
        await vscode.commands.executeCommand('undo');
        await settled();

        // The fix of the last fault is where that is now.
        const last = problemsOf(document.uri).filter((problem) => ruleOf(problem) === 'apt/unknown-suite').at(-1);
        assert.ok(last);
        assert.equal(document.getText(last.range), 'bookwrom');
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, last.range.start);
        assert.match(textsOf(hovers).map(({ value }) => value).join('\n'), /bookwrom/);
        const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
        assert.equal(symbols.filter(({ name }) => name === 'bookwrom').at(-1)?.range.end.line, format === 'one-line' ? last.range.start.line : last.range.start.line + 1);
      });
    }
  });

  describe('in a sources file', () => {
    it('finds the entries that lack the component, and mends one at its end alone', async () => {
      const document = await open(bookworm, 'debsources');
      const found = await problemsWhen(document, (problems) => problems.length === 3);
      assert.deepEqual(found.map(ruleOf), [microcode, microcode, microcode]);
      assert.deepEqual(found.map(({ range }) => range.start.line), [1, 3, 4]);
      const fix = (await codeActions(document, 4)).find(({ isPreferred }) => isPreferred);
      await apply(fix);
      assert.equal(document.getText(), bookworm.replace('bookworm-security main contrib', 'bookworm-security main contrib non-free-firmware'));
      await problemsWhen(document, (problems) => problems.length === 2);
    });

    it('mends all in the file', async () => {
      const document = await open(bookworm, 'debsources');
      await problemsWhen(document, (found) => found.length === 3);
      await apply(await fixAll(document, 1));
      assert.equal(document.getText(), bookworm.replaceAll('main contrib', 'main contrib non-free-firmware'));
      await problemsWhen(document, (found) => found.length === 0);
    });

    it('keeps CRLF line ends', async () => {
      const text = bookworm.replaceAll('\n', '\r\n');
      const document = await open(text, 'debsources');
      assert.equal(document.eol, vscode.EndOfLine.CRLF);
      await problemsWhen(document, (found) => found.length === 3);
      await apply(await fixAll(document, 3));
      assert.equal(document.getText(), text.replaceAll('main contrib', 'main contrib non-free-firmware'));
    });

    it('adds only what is missing up to bullseye', async () => {
      const document = await open(bullseye, 'debsources');
      await problemsWhen(document, (found) => found.length === 3);
      await apply(await fixAll(document, 0));
      assert.equal(
        document.getText(),
        bullseye.replace('bullseye main contrib', 'bullseye main contrib non-free').replace('bullseye-updates main', 'bullseye-updates main contrib non-free').replace('main non-free\n', 'main non-free contrib\n'),
      );
      await problemsWhen(document, (found) => found.length === 0);
    });

    it('mends stanzas, a folded field with a comment in it among them', async () => {
      const document = await open(trixie, 'deb822sources');
      await problemsWhen(document, (found) => found.length === 2);
      await apply(await fixAll(document, 11));
      assert.equal(document.getText(), trixie.replaceAll('contrib\n', 'contrib non-free-firmware\n'));
      await problemsWhen(document, (found) => found.length === 0);
    });

    it('offers to install the package, for this document', async () => {
      const document = await open(bookworm.replaceAll('main contrib', 'main non-free-firmware'), 'debsources');
      const install = (await codeActions(document, 1)).find(({ title }) => title === 'Install CPU microcode in a terminal…');
      assert.equal(install?.command?.command, 'pveDoctor.installMicrocode');
      assert.equal(String(install.command.arguments?.[0]), document.uri.toString());
      assert.deepEqual(await codeActions(document, 0), []);
    });

    it('follows a change of language both ways', async () => {
      const document = await open(bookworm, 'plaintext');
      await vscode.languages.setTextDocumentLanguage(document, 'debsources');
      await problemsWhen(document, (found) => found.length === 3);
      await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
      await problemsWhen(document, (found) => found.length === 0);
    });

    it('explains words, completes them, and has an outline of its entries', async () => {
      const document = await open(bookworm, 'debsources');
      const at = document.positionAt(bookworm.indexOf('contrib') + 2);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
      const text = textsOf(hovers).map(({ value }) => value).join('\n');
      assert.match(text, /Free software that needs/);
      assert.match(text, /intel\\-microcode/);
      await replaceAll(document, 'deb http://ftp.debian.org/debian bookworm ');
      const end = document.positionAt(document.getText().length);
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, end);
      assert.ok(items.some(({ label }) => label === 'non-free-firmware'));
      await replaceAll(document, bookworm);
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
      assert.deepEqual(symbols.map(({ name }) => name), ['bookworm', 'bookworm-updates', 'bookworm-security', 'bookworm']);
    });
  });
});

async function open(content: string, language: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  await vscode.window.showTextDocument(document);
  return document;
}

function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'PVE Doctor');
}

/** The problems of the document as soon as they are as wanted; rejects after twenty seconds with those that are there. */
async function problemsWhen({ uri }: { readonly uri: vscode.Uri }, wanted: (found: readonly vscode.Diagnostic[]) => boolean): Promise<vscode.Diagnostic[]> {
  return await new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      changes.dispose();
      reject(new Error(`Waited in vain for other problems than: ${JSON.stringify(problemsOf(uri))}`));
    }, 20_000);
    const look = (): void => {
      const found = problemsOf(uri);
      if (!wanted(found)) return;
      clearTimeout(late);
      changes.dispose();
      resolve(found);
    };
    const changes = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

function ruleOf({ code }: vscode.Diagnostic): string | undefined {
  return typeof code === 'object' ? String(code.value) : undefined;
}

function textsOf(hovers: readonly vscode.Hover[]): vscode.MarkdownString[] {
  return hovers.flatMap(({ contents }) => contents).filter((content) => content instanceof vscode.MarkdownString);
}

async function codeActions(document: vscode.TextDocument, line: number): Promise<vscode.CodeAction[]> {
  const { range } = document.lineAt(line);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, new vscode.Range(range.end, range.end));
  return actions.filter(({ kind }) => kind?.value === vscode.CodeActionKind.QuickFix.value);
}

async function fixAll(document: vscode.TextDocument, line: number): Promise<vscode.CodeAction | undefined> {
  return (await codeActions(document, line)).find(({ title }) => / to all \d+ entries of this file$/.test(title));
}

async function apply(action: vscode.CodeAction | undefined): Promise<void> {
  assert.ok(action?.edit);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
