/** Every question that is asked of the user. Each names the host; closing one is an answer, too. */
import * as vscode from 'vscode';
import type { Answer, HostKeyQuestion, Prompts } from '../ssh';
import { Turns } from './turns';

const turns = new Turns();
/** Hosts behind one jump host that are opened together ask about its key once. */
const keyQuestions = new Map<string, Promise<boolean>>();

export const prompts: Prompts = {
  async confirmHostKey(question, signal) {
    const key = `${question.host} ${question.port} ${question.fingerprint}`;
    const asked = keyQuestions.get(key) ?? turns.take(() => confirmKey(question), signal).then((accepted) => accepted === true).finally(() => keyQuestions.delete(key));
    keyQuestions.set(key, asked);
    const accepted = await asked;
    // A modal cannot be closed from here, but its answer does not count any more.
    return accepted && !signal.aborted;
  },

  async password({ host, user, again, withOthers }, signal) {
    const problem = withOthers ? 'The password or another answer was not accepted; the host does not say which.' : 'The password was not accepted.';
    return await secret(`Password of ${user} on ${host}`, again ? problem : undefined, signal);
  },

  async passphrase({ file, host, again }, signal) {
    return await secret(`Passphrase of ${file}, to log in to ${host}`, again ? 'The passphrase does not fit this key.' : undefined, signal);
  },

  async keyboardInteractive({ host, user, name, instructions, prompts: questions }, signal) {
    const title = `${user}@${host}${name ? `: ${name}` : ''}`;
    return await turns.take(async () => {
      const answers: string[] = [];
      for (const { prompt, echo } of questions) {
        const answer = await input({ title, prompt: [instructions, prompt].filter(Boolean).join(' '), password: !echo, signal });
        if (answer === undefined) return undefined;
        answers.push(answer);
      }
      return answers;
    }, signal);
  },

  async sudoPassword({ host, user, again }) {
    return await secret(`Password of ${user} for sudo on ${host}`, again ? 'sudo did not accept the password.' : undefined);
  },
};

async function confirmKey(question: HostKeyQuestion): Promise<boolean> {
  const accept = 'Trust This Key';
  return (await vscode.window.showWarningMessage(`${question.name}: the key of ${question.host} is not known yet.`, { modal: true, detail: aboutKey(question) }, accept)) === accept;
}

function aboutKey({ host, keyType, fingerprint, knownTypes, file }: HostKeyQuestion): string {
  const known =
    knownTypes.length > 0
      ? `Other keys of ${host} are known (${knownTypes.join(', ')}), this type is not.\n\n`
      : '';
  const where = file === undefined ? 'The key is trusted until this window is closed.' : `The key is added to ${file}.`;
  return `${keyType}\n${fingerprint}\n\n${known}Compare the fingerprint with what the host itself shows: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub. ${where}`;
}

function secret(title: string, problem?: string, signal?: AbortSignal): Promise<Answer | undefined> {
  return turns.take(() => askSecret(title, problem, signal), signal);
}

async function askSecret(title: string, problem?: string, signal?: AbortSignal): Promise<Answer | undefined> {
  const given = await input({ title, prompt: problem ?? 'Enter to confirm, Escape to cancel.', password: true, signal });
  if (given === undefined) return undefined;
  const remember = 'Remember It';
  const choice = await vscode.window.showQuickPick(
    [
      { label: 'Use It Until VS Code Is Closed', description: 'held in memory' },
      { label: remember, description: 'kept in the secret storage of VS Code' },
    ],
    { title, placeHolder: 'Shall it be remembered?', ignoreFocusOut: true },
  );
  return { secret: given, remember: choice?.label === remember };
}

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly password: boolean;
  readonly signal: AbortSignal | undefined;
}

async function input({ title, prompt, password, signal }: Question): Promise<string | undefined> {
  const cancellation = new vscode.CancellationTokenSource();
  const cancel = () => cancellation.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await vscode.window.showInputBox({ title, prompt, password, ignoreFocusOut: true }, cancellation.token);
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancellation.dispose();
  }
}
