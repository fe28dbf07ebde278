/** What the extension's own terminals showed: VS Code tells no extension what stands in one. */
import * as vscode from 'vscode';

export interface Terminals {
  /** Everything that terminals of that name wrote, without colours. */
  textOf(name: string): string;
  restore(): void;
}

export function watchTerminals(): Terminals {
  const written = new Map<string, string>();
  const original = vscode.window.createTerminal;
  const watched = (...args: unknown[]): unknown => {
    const [options] = args;
    const pty: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, 'pty') : undefined;
    if (isPseudoterminal(pty)) {
      const name = String(Reflect.get(Object(options), 'name'));
      pty.onDidWrite((text) => written.set(name, (written.get(name) ?? '') + text));
    }
    return Reflect.apply(original, vscode.window, args);
  };
  Reflect.set(vscode.window, 'createTerminal', watched);
  const escape = String.fromCharCode(27);
  return {
    textOf: (name) => (written.get(name) ?? '').replace(new RegExp(`${escape}\\[[0-9;?]*[A-Za-z]`, 'g'), ''),
    restore: () => Reflect.set(vscode.window, 'createTerminal', original),
  };
}

function isPseudoterminal(value: unknown): value is vscode.Pseudoterminal {
  return typeof value === 'object' && value !== null && 'onDidWrite' in value;
}
