/** A file in sources.list.d whose name makes apt pass over it. */
import { isLeftover } from '../fileName';
import { isReadByApt } from '../format';
import type { AptRule } from './rule';

export const ignoredFileName: AptRule = {
  id: 'apt/ignored-file-name',
  scope: 'file',
  severity: 'warning',
  title: 'apt does not read a file of this name',
  check(subject) {
    const [, name] = /\/sources\.list\.d\/([^/]+)$/.exec(subject.context.path ?? '') ?? [];
    if (name === undefined || isReadByApt(name) || isLeftover(name)) return [];
    // Of a long file this is all that has to be put together for the rule, and only here.
    const { parsed } = subject;
    const first = parsed.entries[0] ?? parsed.errors[0];
    if (!first) return [];
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
