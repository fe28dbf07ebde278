/** The notifications of what goes on, and their Cancel: a test cannot press it. */
import * as vscode from 'vscode';
import { until } from '../../support/until';

export interface Progresses {
  /** Presses Cancel of the one with that title, once there is one. */
  cancel(title: RegExp): Promise<void>;
  /** Resolves once one with that title is shown. */
  shown(title: RegExp): Promise<void>;
  restore(): void;
}

export function watchProgress(): Progresses {
  const running = new Map<vscode.CancellationTokenSource, string>();
  const original = vscode.window.withProgress;
  const watched: typeof original = (options, task) => {
    const source = new vscode.CancellationTokenSource();
    running.set(source, options.title ?? '');
    return original(options, async (progress, token) => {
      const subscription = token.onCancellationRequested(() => source.cancel());
      try {
        return await task(progress, source.token);
      } finally {
        subscription.dispose();
        running.delete(source);
      }
    });
  };
  Reflect.set(vscode.window, 'withProgress', watched);
  const find = (title: RegExp) => [...running].find(([, text]) => title.test(text))?.[0];
  const shown = (title: RegExp) => until(() => find(title) !== undefined, 60_000);
  return {
    shown,
    cancel: async (title) => {
      await shown(title);
      find(title)?.cancel();
    },
    restore: () => Reflect.set(vscode.window, 'withProgress', original),
  };
}
