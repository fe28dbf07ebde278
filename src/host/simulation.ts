/** What apt said that it would do, and whether that is all that was wanted. */
import { suiteOf } from '../apt';

export interface Simulation {
  /** True where apt would install or upgrade the package and perhaps iucode-tool, both of the host's own release, and do nothing else. */
  readonly ok: boolean;
  /** What the package that apt would install has of the wanted files, where it could be fetched and read; empty: none of them. */
  readonly content?: { readonly version: string; readonly bytes: Uint8Array };
  /** With `ok`: what is odd all the same. Without: why it cannot be done, with the next step. */
  readonly problem?: string;
  /** apt's own words. */
  readonly output: string;
  /** What will run, for the user to see. */
  readonly commands: readonly string[];
  readonly installs: readonly { readonly name: string; readonly version: string; /** As apt names where it comes from. */ readonly origin: string }[];
}

/** What an install runs, of `version` if one is wanted. */
export function installCommands(packageName: string, version?: string): readonly string[] {
  return ['apt-get update', version === undefined ? `apt-get install -y ${packageName}` : `apt-get install -y --allow-downgrades ${packageName}=${version}`];
}

/** `text` is what simulate.sh printed; `codename` is the host's own release, by its /etc/os-release; `wanted`: the version that was asked for, if one was. */
export function parseSimulation(text: string, packageName: string, codename: string | undefined, wanted?: string): Simulation {
  const updateCode = Number(/^update (\d+)$/m.exec(text)?.[1] ?? NaN);
  const complaints = [...text.matchAll(/^say (.*)$/gm)].flatMap(([, line]) => line ?? []).filter((line) => /^(?:[EW]:|Error:|Warning:|Err:)/.test(line));
  const [, code = '', output = ''] = /^simulation (\d+)\n([\s\S]*)$/m.exec(text) ?? [];
  const installs = [...output.matchAll(/^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) ([^)]*)\)/gm)].map(([, name = '', version = '', origin = '']) => ({ name, version, origin: origin.replace(/ \[[^\]]*\]$/, '') }));
  const removes = [...output.matchAll(/^Remv (\S+)/gm)].flatMap(([, name]) => name ?? []);
  const upgraded = new Set([...output.matchAll(/^Inst (\S+) \[/gm)].map(([, name]) => name));
  const expected = new Set([packageName, 'iucode-tool']);
  const others = installs.filter(({ name }) => !expected.has(name));
  // What an interrupted installation has left unpacked is configured by whatever runs next.
  const unfinished = [...output.matchAll(/^Conf (\S+)/gm)].flatMap(([, name]) => name ?? []).filter((name) => !expected.has(name) && installs.every((one) => one.name !== name));
  const [, version, base64 = ''] = /^content (\S+)\n((?:[A-Za-z0-9+/=]+\n)*)/m.exec(text.slice(0, text.length - output.length)) ?? [];
  const content = version === undefined ? {} : { content: { version, bytes: Buffer.from(base64, 'base64') } };
  const shared = { output, installs, ...content, commands: installCommands(packageName, wanted) };
  if (code === '') return { ...shared, ok: false, problem: 'apt did not answer. Refresh, then try again.' };
  if (code !== '0') return { ...shared, ok: false, problem: refusal(output, packageName, complaints) };
  const what = [...removes.map((name) => `remove ${name}`), ...others.map(({ name }) => `${upgraded.has(name) ? 'upgrade' : 'install'} ${name}`), ...unfinished.map((name) => `configure ${name}`)];
  if (what.length > 0) {
    return { ...shared, ok: false, problem: `apt would also ${what.join(', ')}: sort that out by hand first, with apt install ${packageName} in a terminal.` };
  }
  const strangers = installs.flatMap(({ name }) => strangerOf(text.slice(0, text.length - output.length), name, packageName, codename) ?? []);
  if (strangers[0] !== undefined) return { ...shared, ok: false, problem: strangers[0] };
  if (installs.length === 0) return { ...shared, ok: false, problem: `The newest ${packageName} that apt can see is installed already.` };
  return { ...shared, ok: true, ...(updateCode === 0 || complaints.length === 0 ? {} : { problem: `apt-get update complains, and the package can be installed all the same:\n    ${withoutAddress(complaints[0] ?? '')}` }) };
}

/**
 * Why the version of `name` that apt would install is not taken for the host's own release; undefined where it is. A suite of another one
 * brings what was built for other libraries, and once it is enabled apt upgrades more and more to it.
 */
function strangerOf(text: string, name: string, packageName: string, codename: string | undefined): string | undefined {
  const suites = [...text.matchAll(/^from (\S+) (\S+)$/gm)].flatMap(([, of, suite]) => (of === name ? suite ?? [] : []));
  if (codename === undefined) return 'Which release of Debian this host runs is not known (/etc/os-release), so nothing tells whether the package is for it. Install it by hand.';
  if (suites.some((suite) => suite === codename || suiteOf(suite)?.release.codename === codename)) return undefined;
  const what = name === packageName ? ['this version', 'it'] : [`its ${name}`, name];
  const from = suites.length === 0 ? `apt does not say which release ${what[0]} is of` : `apt would take ${what[1]} from ${suites.join(' and ')}`;
  return `${from}, and this host runs ${codename}: enable the component in the entries of ${codename}, disable those of other releases, then try again.`;
}

/** Which of a name's addresses it was tells a reader nothing. */
function withoutAddress(complaint: string): string {
  return complaint.replace(/ *\[IP: [^\]]*\]$/, '').replace(/ {2,}/g, ' ');
}

function refusal(output: string, packageName: string, complaints: readonly string[]): string {
  if (/(?:Unable to locate package|has no installation candidate)/.test(output)) {
    const unreachable = complaints.find((line) => /Failed to fetch|Could not resolve|Temporary failure/.test(line));
    return unreachable === undefined
      ? `apt does not find ${packageName}: enable the component that holds it first (the first step of the plan).`
      : `apt does not find ${packageName}, and a repository could not be reached: ${unreachable}`;
  }
  return output.split('\n').find((line) => /^(?:E:|Error:)/.test(line)) ?? output.trim().split('\n').at(-1) ?? 'apt refused.';
}
