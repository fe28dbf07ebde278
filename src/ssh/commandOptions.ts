/** What ssh_config may say that keeps ssh from running the commands that it is given, and how that is switched off. */
import { type SshOptions, one } from './sshG';

/** As `ssh -G` prints them, with the values that leave commands alone; the first of those is the one to set. */
const inTheWay: readonly (readonly [option: string, ...harmless: readonly [string, ...string[]]])[] = [
  ['remotecommand', 'none'],
  ['sessiontype', 'default'],
  ['stdinnull', 'no', 'false'],
  ['forkafterauthentication', 'no', 'false'],
];

/** Options for ssh's command line; an ssh that does not know one of them does not print it, and is not given it. */
export function commandOptions(answers: SshOptions): string[] {
  return inTheWay.flatMap(([option, off, ...harmless]) => {
    const value = one(answers, option);
    return value === undefined || value === off || harmless.includes(value) ? [] : ['-o', `${option}=${off}`];
  });
}
