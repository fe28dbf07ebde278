/** A file in sources.list.d whose name makes apt pass over it. */
import { isLeftover } from '../fileName';
import { isReadByApt } from '../format';
import type { AptRule } from './rule';

export const ignoredFileName: AptRule = {
  id: 'apt/ignored-file-name',
  severity: 'warning',
  title: 'apt does not read a file of this name',
  check({ parsed, context: { path } }) {
    const [, name] = /\/sources\.list\.d\/([^/]+)$/.exec(path ?? '') ?? [];
    const [first] = [...parsed.entries, ...parsed.errors];
    if (name === undefined || !first || isReadByApt(name) || isLeftover(name)) return [];
    return [
      {
        severity: 'warning',
        message: `apt does not read “${name}”: nothing of this file counts`,
        where: { kind: 'document', range: first.range },
        explanation: 'In sources.list.d apt reads files whose names end in .list or .sources, in small letters, and hold only letters, digits, hyphens, underscores, dots and colons, and do not begin with a dot. It passes over all others, mostly without a word. Rename the file.',
        fixes: [],
      },
    ];
  },
};
