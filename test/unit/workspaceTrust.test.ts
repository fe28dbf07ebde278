/** An untrusted workspace can neither name a host, nor start a process, nor change a setting that does. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';

const { configuration, configurationDefaults } = manifest.contributes;
const settings = Object.entries<object>(configuration.properties);
const capabilities: { readonly supported: boolean; readonly restrictedConfigurations?: readonly string[] } = manifest.capabilities.untrustedWorkspaces;
const restricted = capabilities.restrictedConfigurations ?? [];
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join('src', path), 'utf8') }));

/** VS Code takes these from user settings alone, whatever a workspace says; without a scope it is "window". */
const isUsersAlone = (schema: object) => 'scope' in schema && (schema.scope === 'application' || schema.scope === 'machine');

/** Whether everything that the setting can hold is one of a few words: no host, no path and no command is among them. */
function isChoice(schema: object): boolean {
  if ('enum' in schema) return Array.isArray(schema.enum) && schema.enum.every((word) => typeof word === 'string' && /^[a-z]+$/.test(word));
  if (!('type' in schema)) return false;
  if (schema.type === 'boolean' || schema.type === 'integer' || schema.type === 'number') return true;
  if (schema.type !== 'object' || !('additionalProperties' in schema) || schema.additionalProperties !== false) return false;
  return 'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null && Object.values<object>(schema.properties as Record<string, object>).every(isChoice);
}

describe('a workspace', () => {
  it('can change a setting only where every value is one of a few words, or once it is trusted', () => {
    const open = settings.filter(([name, schema]) => !isUsersAlone(schema) && !isChoice(schema) && !restricted.includes(name));
    assert.deepEqual(open.map(([name]) => name), []);
  });

  it('can set nothing that names a host or starts a process: that is the user’s alone', () => {
    // Named one by one: a new setting is looked at by whoever adds it here.
    assert.deepEqual(settings.filter(([, schema]) => isUsersAlone(schema)).map(([name]) => name), ['pveDoctor.hosts', 'pveDoctor.rebootMinutes']);
    assert.deepEqual(settings.filter(([, schema]) => !isUsersAlone(schema)).map(([name]) => name), ['pveDoctor.rules']);
    assert.deepEqual(restricted.filter((name) => !settings.some(([known]) => known === name)), []);
  });

  it('has no setting by which a secret would lie in a file', () => {
    assert.doesNotMatch(JSON.stringify(Object.keys(flatten(configuration.properties))), /pass(?:word|phrase)|secret|token|private/i);
  });

  it('cannot change the hosts through our own defaults', () => {
    const keys = Object.values<object>(configurationDefaults).flatMap((defaults) => Object.keys(defaults));
    assert.deepEqual(keys.filter((key) => !/^(?:editor|files)\./.test(key)), []);
  });

  it('is not even asked for the hosts: they are read from user settings, and no other setting is read but the rules', () => {
    const reads = sources.flatMap(({ path, text }) => [...text.matchAll(/getConfiguration\([^)]*\)\s*\.\w+(?:<[^>]*(?:\[\])?>)?\(\w+\)(?:\?\.\w+)?/g)].map(([read]) => `${path}: ${read}`)).sort();
    assert.deepEqual(reads, [
      'vscode/language/rules.ts: getConfiguration(undefined, uri).get<unknown>(rulesSetting)',
      'vscode/settings.ts: getConfiguration(section).inspect<unknown[]>(hostsKey)?.globalValue',
    ]);
    assert.deepEqual(sources.filter(({ text }) => text.includes('getConfiguration')).map(({ path }) => path).sort(), ['vscode/language/rules.ts', 'vscode/settings.ts']);
  });

  it('starts no process: those are started by the two transports and the look at ssh_config alone', () => {
    assert.deepEqual(sources.filter(({ text }) => text.includes("from 'node:child_process'") && !/import type \{[^}]*\} from 'node:child_process'/.test(text)).map(({ path }) => path).sort(), ['local/localMachine.ts', 'ssh/programLink.ts', 'ssh/sshG.ts']);
  });
});

/** Every name of a property at any depth. */
function flatten(properties: object): Record<string, true> {
  return Object.fromEntries(Object.entries(properties).flatMap(([name, value]) => [[name, true], ...(typeof value === 'object' && value !== null ? Object.entries(flatten(value as object)) : [])]));
}
