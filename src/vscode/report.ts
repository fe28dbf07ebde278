/** How failures reach a person: one sentence, what it means, and the buttons that are the next step. */
import * as vscode from 'vscode';
import { Cancelled, type ErrorAction, UserError } from '../machine';

export type Actions = Partial<Record<ErrorAction, () => unknown>>;

const titles: Record<ErrorAction, string> = {
  retry: 'Try Again',
  showLog: 'Show Log',
  openKnownHosts: 'Open known_hosts',
  openTerminal: 'Open Terminal',
  editHost: 'Edit Host',
  openSettings: 'Open Settings',
};

export class Reporter {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Shows the failure and carries out the button that is chosen. What the user cancelled is not told again. */
  async show(error: unknown, actions: Actions = {}): Promise<void> {
    if (error instanceof Cancelled) {
      this.log.info(error.message);
      return;
    }
    const known = error instanceof UserError;
    this.log.error(error instanceof Error ? error : String(error));
    const message = known ? [error.message, error.detail].filter(Boolean).join('. ') : `PVE Doctor: ${error instanceof Error ? error.message : String(error)}`;
    const all: Actions = { showLog: () => this.log.show(), ...actions };
    const offered = (known ? [...new Set<ErrorAction>([...error.actions, 'showLog'])] : (['showLog'] as const)).filter((action) => all[action]);
    const choice = await vscode.window.showErrorMessage(message, ...offered.map((action) => titles[action]));
    const chosen = offered.find((action) => titles[action] === choice);
    if (chosen) await all[chosen]?.();
  }

  /** For what nobody waits for: a failure is shown, never lost. */
  fireAndReport(work: PromiseLike<unknown> | (() => Promise<unknown>), actions: Actions = {}): void {
    const promise = typeof work === 'function' ? work() : work;
    promise.then(undefined, (error: unknown) => this.show(error, actions));
  }
}

/** Runs `work` under a notification that can be cancelled. */
export async function withProgress<T>(title: string, work: (signal: AbortSignal, say: (text: string) => void) => Promise<T>): Promise<T> {
  return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort(new Cancelled(`${title}: stopped`)));
    try {
      return await work(controller.signal, (message) => progress.report({ message }));
    } finally {
      subscription.dispose();
    }
  });
}
