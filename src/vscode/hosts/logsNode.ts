/** Where to read what happened: the journal, and the log files that exist, each with the failures that were found in it. */
import { type HostFacts, type LogFile, type SearchResult, type SearchedSource, failuresOf, sourceOf, sourceWords, unreadSources } from '../../host';
import { type ShownFailures, progressWords, watchWords } from '../failures/shownFailures';
import type { Tone, TreeNode } from './treeNode';
import { count, duration, fileName, size } from './words';

export function logsNode(hostId: string, { logs, failures }: HostFacts, shown: ShownFailures, now: number): TreeNode[] {
  const { result, searching } = shown;
  const found = result?.failures.length ?? (failures.state === 'known' ? failuresOf(failures.value).length : 0);
  const files = logs.state === 'known' ? logs.value : [];
  return [
    {
      id: `${hostId}/logs`,
      label: 'Logs',
      description: searching ? `searching${searching.progress ? `: ${progressWords(searching.progress)}` : '…'}` : summary(result, found, failures.state === 'known' && failures.value.truncated),
      tooltip: tooltip(shown, now),
      icon: searching ? 'loading~spin' : 'list-unordered',
      tone: found > 0 ? 'warning' : 'none',
      kind: searching ? 'logs.searching' : 'logs',
      hostId,
      expanded: found > 0,
      children: [foundNode(hostId, shown, now), journalNode(hostId, failures, shown), ...files.map((file) => logNode(hostId, file, result, now)), ...(logs.state === 'unknown' ? [unknownNode(hostId, logs.reason)] : [])],
    },
  ];
}

/** `3 failures, 2 logs unknown`. */
function summary(result: SearchResult | undefined, found: number, more = false): string {
  const truncated = result?.truncated ?? more;
  const unread = result ? unreadSources(result).length : 0;
  const words = found > 0 ? [`${count(found, 'failure')}${truncated ? ' or more' : ''}`] : result && unread === 0 ? ['no failures'] : [];
  return [...words, ...(unread === 0 ? [] : [`${count(unread, 'log')} unknown`])].join(', ');
}

function tooltip({ result, watch, ...rest }: ShownFailures, now: number): string {
  const searched = result ? `Searched ${duration(now - result.at)} ago: ${result.sources.map((source) => `\n${source.source}: ${sourceWords(result, source)}`).join('')}` : 'The logs were not searched yet; the journal’s newest failures are counted.';
  return [searched, watchWords({ result, watch, ...rest })].filter((line) => line !== undefined).join('\n');
}

/** What all of them together gave: a click opens it, or looks for the first time. */
function foundNode(hostId: string, shown: ShownFailures, now: number): TreeNode {
  const { result } = shown;
  const command = result ? { command: 'pveDoctor.openFound', title: 'Show Found KVM Failures', args: [hostId] } : { command: 'pveDoctor.searchFailures', title: 'Search Logs for KVM Failures', args: [hostId] };
  return {
    id: `${hostId}/logs/found`,
    label: 'All logs',
    description: result ? `${summary(result, result.failures.length)}, searched ${duration(now - result.at)} ago` : 'not searched yet',
    tooltip: tooltip(shown, now),
    icon: 'search',
    tone: result && (result.failures.length > 0 || unreadSources(result).length > 0) ? 'warning' : 'none',
    kind: 'found',
    hostId,
    command,
    children: [],
  };
}

function journalNode(hostId: string, failures: HostFacts['failures'], { result, watch, ...rest }: ShownFailures): TreeNode {
  const source = result?.sources.find((one) => one.source === 'journal');
  const found = failures.state === 'known' ? failuresOf(failures.value).length : 0;
  const more = failures.state === 'known' && failures.value.truncated ? ' or more' : '';
  const known = failures.state === 'unknown' ? `unknown: ${failures.reason}` : found === 0 ? 'no failures' : `${count(found, 'failure')}${more}`;
  // A look at the host is newer than a search, but sees the newest failures alone.
  const description = result && source && (more !== '' || failures.state === 'unknown') ? sourceWords(result, source) : known;
  const watched = watch.kind === 'off' ? '' : watch.kind === 'failed' ? `not watched: ${watch.reason}` : watch.kind === 'waiting' ? '' : 'watched';
  return {
    id: `${hostId}/logs/journal`,
    label: 'Journal',
    description: [description, watched].filter(Boolean).join(', '),
    tooltip: ['The systemd journal of this host, every boot that it keeps.', watchWords({ result, watch, ...rest })].filter((line) => line !== undefined).join('\n'),
    icon: watch.kind === 'watching' || watch.kind === 'elsewhere' ? 'eye' : 'output',
    tone: found > 0 || watch.kind === 'failed' ? 'warning' : 'none',
    kind: 'journal',
    hostId,
    command: { command: 'pveDoctor.openJournal', title: 'Open Journal', args: [hostId] },
    children: [],
  };
}

function logNode(hostId: string, file: LogFile, result: SearchResult | undefined, now: number): TreeNode {
  const { path, bytes, modifiedAt } = file;
  const source = sourceOf(result, file);
  const searched = result && source ? sourceWords(result, source) : undefined;
  return {
    id: `${hostId}/logs/${path}`,
    label: fileName(path),
    description: [searched, size(bytes), `written ${duration(now - modifiedAt)} ago`].filter((words) => words !== undefined).join(', '),
    tooltip: searched === undefined ? `${path}\nNot searched for KVM failures since it was written.` : `${path}\n${searched}`,
    icon: 'output',
    tone: toneOf(searched, source),
    kind: 'log',
    hostId,
    subject: path,
    command: { command: 'pveDoctor.openLog', title: 'Open Log', args: [hostId, path] },
    children: [],
  };
}

function toneOf(searched: string | undefined, source: SearchedSource | undefined): Tone {
  if (searched === undefined) return 'none';
  return source?.unknown !== undefined || searched !== 'no failures' ? 'warning' : 'none';
}

function unknownNode(hostId: string, reason: string): TreeNode {
  return { id: `${hostId}/logs/unknown`, label: 'Log files', description: `unknown: ${reason}`, tooltip: reason, icon: 'output', kind: 'message', hostId, children: [] };
}
