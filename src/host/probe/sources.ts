/** The sources files as they are, and what else the folders of apt tell about them. */
import { formatOfPath, isLeftover, isReadByApt } from '../../apt';
import { type Fact, type HostFacts, type SourcesFile, absent, known } from '../facts';
import { type Section, factOf } from './sectioned';

export function sourcesFacts(found: ReadonlyMap<string, Section>): Pick<HostFacts, 'sources' | 'firmwareHintSilencedBy' | 'passedOver' | 'origins'> {
  const list = <T>(read: (body: string) => T[]) => factOf(found, 'sources', (body): Fact<readonly T[]> => someOrNone(read(body)));
  return {
    sources: factOf(found, 'sources', (body) => {
      const files = filesOf(body);
      return files.some(({ path }) => path === '/etc/apt/sources.list') ? files : [missingList, ...files];
    }),
    firmwareHintSilencedBy: list((body) => [...body.matchAll(/^(\/\S+) silences$/gm)].flatMap(([, path]) => path ?? [])),
    passedOver: list(passedOver),
    origins: list((body) => [...body.matchAll(/^\/var\/lib\/apt\/lists\/(\S+) origin (.+)$/gm)].map(([, name = '', origin = '']) => ({ list: name, origin }))),
  };
}

function someOrNone<T>(list: readonly T[]): Fact<readonly T[]> {
  return list.length === 0 ? absent : known(list);
}

const missingList: SourcesFile = { path: '/etc/apt/sources.list', format: 'one-line', problem: 'not there' };

const problems: Readonly<Record<string, string>> = {
  folder: 'this is a folder: apt reads nothing from it',
  other: 'this is no ordinary file',
  denied: 'it can be read by root alone',
};

/** Blocks `path kind` and base64, each ended by an empty line. */
function filesOf(body: string): SourcesFile[] {
  return blocksOf(body).flatMap(({ path, kind, base64 }) => {
    const format = formatOfPath(path);
    if (!format || !isRead(path)) return [];
    const problem = problems[kind];
    if (problem !== undefined) return [{ path, format, problem }];
    return [{ path, format, ...contentOf(Buffer.from(base64, 'base64')) }];
  });
}

function blocksOf(body: string): { readonly path: string; readonly kind: string; readonly base64: string }[] {
  return [...body.matchAll(/^(\/.+) (file|folder|other|denied)\n((?:[A-Za-z0-9+/=]+\n)*)$/gm)].map(([, path = '', kind = '', base64 = '']) => ({ path, kind, base64 }));
}

function isRead(path: string): boolean {
  return path === '/etc/apt/sources.list' || isReadByApt(nameOf(path));
}

/** Names with the right ending and a wrong letter, and names with another ending; not the copies that are meant to be passed over. */
function passedOver(body: string): string[] {
  const misnamed = blocksOf(body).filter(({ path, kind }) => kind === 'file' && !isRead(path)).map(({ path }) => path);
  const others = [...body.matchAll(/^(\/.+) ignored$/gm)].flatMap(([, path]) => path ?? []);
  return [...misnamed, ...others].filter((path) => !isLeftover(nameOf(path)));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function contentOf(bytes: Uint8Array): { text: string } | { problem: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { problem: 'not UTF-8: its text cannot be judged' };
  }
}
