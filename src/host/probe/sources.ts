/** The sources files as they are, and whether apt's own hint about firmware was silenced. */
import { formatOfPath, isReadByApt } from '../../apt';
import { type HostFacts, type SourcesFile, absent } from '../facts';
import { type Section, factOf } from './sectioned';

export function sourcesFacts(found: ReadonlyMap<string, Section>): Pick<HostFacts, 'sources' | 'firmwareHintSilencedBy'> {
  return {
    sources: factOf(found, 'sources', (body) => {
      const files = filesOf(body);
      return files.some(({ path }) => path === '/etc/apt/sources.list') ? files : [missingList, ...files];
    }),
    firmwareHintSilencedBy: factOf(found, 'sources', (body) => {
      const files = [...body.matchAll(/^(\/\S+) silences$/gm)].flatMap(([, path]) => path ?? []);
      return files.length === 0 ? absent : files;
    }),
  };
}

const missingList: SourcesFile = { path: '/etc/apt/sources.list', format: 'one-line', problem: 'not there' };

const problems: Readonly<Record<string, string>> = {
  folder: 'this is a folder: apt reads nothing from it',
  other: 'this is no ordinary file',
  denied: 'it can be read by root alone',
};

/** Blocks `path kind` and base64, each ended by an empty line. */
function filesOf(body: string): SourcesFile[] {
  return [...body.matchAll(/^(\/.+) (file|folder|other|denied)\n((?:[A-Za-z0-9+/=]+\n)*)$/gm)].flatMap(([, path = '', kind = '', base64 = '']) => {
    const format = formatOfPath(path);
    const main = path === '/etc/apt/sources.list';
    if (!format || (!main && !isReadByApt(path.slice(path.lastIndexOf('/') + 1)))) return [];
    const problem = problems[kind];
    if (problem !== undefined) return [{ path, format, problem }];
    return [{ path, format, ...contentOf(Buffer.from(base64, 'base64')) }];
  });
}

function contentOf(bytes: Uint8Array): { text: string } | { problem: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { problem: 'not UTF-8: its text cannot be judged' };
  }
}
