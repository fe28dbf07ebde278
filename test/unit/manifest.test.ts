import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import manifest from '../../package.json';
import { ruleTable as aptRules } from '../../src/apt/check';
import { ruleTable as hostRules } from '../../src/host/checks';
import { ruleTable as kvmRules } from '../../src/kvm/check';
import type { StepId, StepState } from '../../src/host/plan';
import { commandIds } from '../../src/vscode/commandIds';
import { documentKind, sourcesLanguages } from '../../src/vscode/language/documentKind';

const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command);
const menuItems = Object.values(contributes.menus).flat();

/** What the tree's nodes write into `contextValue`; the compiler holds the lists of steps and states to be whole. */
const steps: Record<StepId, true> = { component: true, package: true, reboot: true, verify: true };
const states: Record<StepState, true> = { 'done': true, 'next': true, 'later': true, 'blocked': true, 'running': true, 'not-needed': true, 'unknown': true };
const kinds = [
  ...['connected', 'connecting', 'rebooting', 'lost', 'refused', 'failed', 'disconnected'].flatMap((state) => [`host.${state}`, `host.${state}.watched`]),
  'group',
  'plan',
  'plan.open',
  ...Object.keys(steps).flatMap((step) => Object.keys(states).map((state) => `step.${step}.${state}`)),
  'step.package.done.held',
  'step.package.blocked.held',
  ...['running', 'stopped', 'internal-error', 'io-error', 'paused', 'unknown'].flatMap((status) => [`guest.qemu.${status}`, `guest.lxc.${status}`]),
  'guest.qemu.internal-error.stays',
  'sources.problem',
  'sources.clean',
  'journal',
  'log',
  'system',
  'guests',
  'repositories',
  'logs',
  'logs.searching',
  'found',
  'finding',
  'fact',
  'cluster',
  'message',
  'action',
];

/** The commands that stand inline on a node of this kind, in the order of the manifest. */
function inline(kind: string): string[] {
  return contributes.menus['view/item/context'].filter(({ when, group }) => group.startsWith('inline') && patternOf(when).test(kind)).map(({ command }) => command.replace('pveDoctor.', ''));
}

function patternOf(when: string): RegExp {
  const pattern = /^view == pveDoctor\.hosts && viewItem =~ \/(.+)\/$/.exec(when)?.[1];
  assert.ok(pattern, `“${when}” names no kind of node`);
  return new RegExp(pattern);
}

describe('the manifest', () => {
  it('declares every command of the table, and no other', () => {
    assert.deepEqual([...declared].sort(), [...commandIds].sort());
  });

  it('has a title and the category of the extension for each command', () => {
    for (const { command, title, category } of contributes.commands) {
      assert.equal(category, 'PVE Doctor', command);
      assert.match(title, /^[A-Z]/, command);
    }
  });

  it('has an icon for each command that stands in a title bar or on a node', () => {
    const shown = menuItems.filter((item) => 'group' in item && /^(?:inline|navigation)/.test(item.group)).map(({ command }) => command);
    const withIcon = contributes.commands.filter((command) => 'icon' in command).map(({ command }) => command);
    assert.deepEqual(shown.filter((command) => !withIcon.includes(command)), []);
  });

  it('puts only declared commands into menus', () => {
    assert.deepEqual(menuItems.map(({ command }) => command).filter((command) => !declared.includes(command)), []);
  });

  it('has only menus whose nodes the tree can show', () => {
    for (const { when } of contributes.menus['view/item/context']) {
      const pattern = patternOf(when);
      assert.ok(kinds.some((kind) => pattern.test(kind)), `no node matches ${when}`);
    }
  });

  it('has at most two actions inline on a node', () => {
    for (const kind of kinds) assert.ok(inline(kind).length <= 2, `${kind}: ${inline(kind).join(', ')}`);
  });

  it('offers the one action of the step that is next', () => {
    assert.deepEqual(inline('step.component.next'), ['openSources']);
    assert.deepEqual(inline('step.package.next'), ['installMicrocode']);
    assert.deepEqual(inline('step.package.running'), ['installMicrocode']);
    assert.deepEqual(inline('step.package.blocked.held'), ['releaseMicrocode']);
    assert.deepEqual(inline('step.package.done.held'), []);
    assert.deepEqual(inline('step.reboot.next'), ['reboot']);
    assert.deepEqual(inline('step.verify.next'), ['showRevision']);
  });

  it('offers neither install nor reboot inline where the step is not next', () => {
    for (const state of ['done', 'later', 'blocked', 'not-needed', 'unknown']) {
      assert.deepEqual([...inline(`step.package.${state}`), ...inline(`step.reboot.${state}`)], [], state);
    }
  });

  it('offers to stop and start only a virtual machine that died', () => {
    assert.deepEqual(inline('guest.qemu.internal-error'), ['stopAndStart']);
    assert.deepEqual([...inline('guest.qemu.running'), ...inline('guest.qemu.internal-error.stays'), ...inline('guest.qemu.io-error'), ...inline('guest.lxc.internal-error')], []);
  });

  it('hides the commands that need a node from the command palette', () => {
    assert.deepEqual(contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command).sort(), ['pveDoctor.openGuest', 'pveDoctor.openLog', 'pveDoctor.openScanned', 'pveDoctor.stopAndStart']);
  });

  it('reads hosts from user settings alone', () => {
    const hosts = contributes.configuration.properties['pveDoctor.hosts'];
    assert.equal(hosts.scope, 'application');
    assert.equal(hosts.ignoreSync, true);
  });

  it('declares the fields of a host that the settings are read with', () => {
    const source = readFileSync('src/vscode/settings.ts', 'utf8');
    const read = /export interface HostSetting \{([\s\S]+?)\n\}/.exec(source)?.[1] ?? '';
    const fields = [...read.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name ?? '');
    assert.ok(fields.includes('host'));
    const object = contributes.configuration.properties['pveDoctor.hosts'].items.anyOf.find(({ type }) => type === 'object');
    assert.deepEqual(Object.keys(object?.properties ?? {}).sort(), fields.sort());
  });

  it('names only files that are there', () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.grammars.map(({ path }) => path),
    ];
    assert.deepEqual(files.filter((file) => !existsSync(file)), []);
  });
});

describe('the languages of sources files', () => {
  /** The language that VS Code takes for a path: filenamePatterns are globs without regard to case. */
  const languageOf = (path: string) => contributes.languages.find(({ filenamePatterns }) => filenamePatterns.some((pattern) => matchesGlob(pattern, path)))?.id;

  function matchesGlob(pattern: string, path: string): boolean {
    const source = pattern
      .replace(/[.~]/g, '\\$&')
      .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'))
      .replace(/\{([^}]*)\}/g, (_, all: string) => `(?:${all.replaceAll(',', '|')})`);
    return new RegExp(`^${source}$`, 'i').test(path);
  }

  it('are those that the editor speaks', () => assert.deepEqual(contributes.languages.map(({ id }) => id), sourcesLanguages));

  it('are told by where a file is, never by its extension alone', () => {
    for (const { filenamePatterns, ...language } of contributes.languages) {
      assert.ok(!('extensions' in language) && !('filenames' in language));
      for (const pattern of filenamePatterns) assert.match(pattern, /^\*\*\/sources\.list(?:\.d\/\*\.|\{|$)/);
    }
  });

  it('are those of the files that apt reads, wherever their tree begins, and of the copies that people keep beside them', () => {
    const cases: [string, string | undefined][] = [
      ['/etc/apt/sources.list', 'debsources'],
      ['/var/lib/lxc/100/rootfs/etc/apt/sources.list.d/pve.list', 'debsources'],
      ['/home/a/host/apt/sources.list.d/debian.sources', 'deb822sources'],
      ['/home/a/sources.list', 'debsources'],
      ['/etc/apt/sources.list~', 'debsources'],
      ['/etc/apt/sources.list.bak-2024', 'debsources'],
      ['/etc/apt/sources.list.d/pve-enterprise.list.disabled', 'debsources'],
      ['/etc/apt/sources.list.d/pve-enterprise.list.dpkg-old', 'debsources'],
      ['/etc/apt/sources.list.d/debian.sources.save.1', 'deb822sources'],
      ['/etc/apt/sources.list.d/debian.sources.20240101', 'deb822sources'],
      ['/etc/apt/sources.list.d/old/pve.list', undefined],
      ['/etc/apt/sources.list.md', undefined],
      ['/home/a/groceries.list', undefined],
      ['/home/a/debian.sources', undefined],
      ['/etc/apt/sources.list.d/notes.txt', undefined],
      ['/etc/apt/apt.conf.d/sources.listing', undefined],
    ];
    for (const [path, language] of cases) assert.equal(languageOf(path), language, path);
  });

  it('are the same for our own look at a path', () => {
    for (const path of ['/etc/apt/sources.list', '/a/sources.list.d/pve.list', '/a/sources.list.d/debian.sources', '/home/a/groceries.list', '/home/a/debian.sources', '/a/sources.list.d/x/pve.list']) {
      const kind = documentKind('file', 'plaintext', path);
      const language = languageOf(path);
      const format = language === undefined ? undefined : language === 'debsources' ? 'one-line' : 'deb822';
      assert.equal(kind?.kind === 'sources' ? kind.format : undefined, format, path);
    }
  });

  it('keep the editor’s own tidying off lines that nobody touched, and saving to the user’s hand', () => {
    const { configurationDefaults } = contributes;
    assert.deepEqual(Object.keys(configurationDefaults), sourcesLanguages.map((language) => `[${language}]`));
    for (const defaults of Object.values(configurationDefaults)) {
      assert.deepEqual(defaults, {
        'files.autoSave': 'off',
        'files.trimTrailingWhitespace': false,
        'files.trimFinalNewlines': false,
        'files.insertFinalNewline': false,
        'files.eol': '\n',
        'editor.formatOnSave': false,
        'editor.formatOnPaste': false,
        'editor.formatOnType': false,
        'editor.unusualLineTerminators': 'off',
        'editor.wordBasedSuggestions': 'off',
        'editor.quickSuggestions': { other: 'on', comments: 'off', strings: 'on' },
        // Enter behind a word that is complete already is a new line.
        'editor.acceptSuggestionOnEnter': 'smart',
      });
    }
  });

  it('have a comment sign that goes to the first column, where alone it is one in a stanza', () => {
    for (const { configuration } of contributes.languages) {
      const { comments } = JSON.parse(readFileSync(configuration, 'utf8')) as { comments: unknown };
      assert.deepEqual(comments, { lineComment: { comment: '#', noIndent: true } });
    }
  });
});

describe('the rules', () => {
  const table = [...aptRules, ...kvmRules, ...hostRules];
  const settings = contributes.configuration.properties['pveDoctor.rules'].properties;

  it('are all in the settings, and no others', () => {
    assert.deepEqual(Object.keys(settings).sort(), table.map(({ id }) => id).sort());
  });

  it('can each be turned off or made graver or milder', () => {
    for (const [id, schema] of Object.entries(settings)) assert.deepEqual(schema.enum, ['off', 'error', 'warning', 'information', 'hint'], id);
  });

  it('are described in the settings by their titles', () => {
    const titles = Object.fromEntries<string | undefined>(table.map(({ id, title }) => [id, title]));
    for (const [id, { description }] of Object.entries(settings)) assert.equal(description, titles[id], id);
  });
});
