/** What makes apt refuse the file, and with it every other file. */
import type { AptRule } from './rule';

export const refused: AptRule = {
  id: 'apt/refused',
  severity: 'error',
  title: 'apt refuses the file',
  check: ({ errors }) =>
    errors.map(({ range, message }) => ({
      severity: 'error',
      message: `apt refuses this: ${message.replace(' in source list FILE', '').replace(' in list file FILE', '').replace(' in sources file FILE', '')}`,
      where: { kind: 'document', range },
      explanation: `apt says “E: ${message}”. One entry that it does not understand makes apt refuse every sources file of the host: apt update and apt install fail until it is mended.`,
      fixes: [],
    })),
};
