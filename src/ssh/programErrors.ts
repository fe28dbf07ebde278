/** What the user's own ssh printed when it failed, said to a person. The wordings are those of OpenSSH's sshconnect*.c and ssh.c. */
import { AuthenticationFailed, HostKeyChanged, HostKeyUnknown, Unreachable, UserError } from '../machine/errors';
import { excerpt } from '../machine/excerpt';
import type { Target } from './target';

export class NoSshProgram extends UserError {}

export function explainProgram(printed: string, target: Target): Error {
  const text = printed.trim();
  const command = `ssh ${target.sshArguments.join(' ')}`;
  const detail = (next: string) => `ssh said: ${excerpt(text) || 'nothing'}\n${next}`;
  if (/^spawn \S+ ENOENT$/.test(text)) {
    return new NoSshProgram('There is no ssh program on this computer', {
      detail: `${target.name} needs it: ${target.transportReason ?? 'it was chosen in the settings'}. Install OpenSSH.`,
      actions: ['openSettings'],
    });
  }
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|REVOKED HOST KEY/.test(text)) {
    return new HostKeyChanged(`${target.name} offered another host key than the known one`, {
      brief: 'host key changed',
      detail: detail('Compare the fingerprint with the console of that host before you remove the old key.'),
      actions: ['openKnownHosts', 'openTerminal'],
    });
  }
  if (/Host key verification failed|No .* host key is known/.test(text)) {
    return new HostKeyUnknown(`The host key of ${target.name} is not known`, {
      brief: 'host key not known',
      detail: detail(`Run “${command}” in a terminal once, and compare the fingerprint there.`),
      actions: ['openTerminal', 'retry'],
    });
  }
  if (/Permission denied|Too many authentication failures|No more authentication methods/.test(text)) {
    return new AuthenticationFailed(`${target.name} did not let ssh in without a question`, {
      brief: 'login refused',
      detail: detail(`Run “${command}” in a terminal: what it asks there has to be answered by an agent, a certificate or a touch.`),
      actions: ['openTerminal', 'retry', 'editHost'],
    });
  }
  if (/Bad configuration option|terminating, .* bad configuration|Bad owner or permissions/i.test(text)) {
    return new UserError('ssh does not accept its configuration', { detail: detail('Mend the line that it names.'), actions: ['openTerminal'] });
  }
  return new Unreachable(`${target.name} cannot be reached through ssh`, { detail: detail(`Run “${command}” in a terminal to see more.`), actions: ['retry', 'openTerminal'] });
}
