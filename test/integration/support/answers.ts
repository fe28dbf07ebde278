/**
 * Answers to what the extension asks: a test cannot press a modal's button. VS Code's own functions are replaced while a
 * test runs, what was asked is kept, and a question without an answer fails the test that waits for it.
 */
import * as vscode from 'vscode';

export interface Question {
  readonly kind: 'information' | 'warning' | 'error' | 'pick' | 'input';
  readonly message: string;
  /** A modal's smaller print. */
  readonly detail: string;
  readonly choices: readonly string[];
}

/** The button or the text to answer with, with commas between where many can be picked; undefined closes the prompt. */
export type Answer = (question: Question) => string | undefined;

export interface Answers {
  readonly asked: readonly Question[];
  /** From now on. */
  answer(answer: Answer): void;
  restore(): void;
}

type Show = (message: string, ...rest: unknown[]) => Promise<unknown>;

export function answerQuestions(first: Answer = () => undefined): Answers {
  const asked: Question[] = [];
  let answer = first;
  const ask = (question: Question): string | undefined => {
    asked.push(question);
    return answer(question);
  };
  const message =
    (kind: Question['kind']): Show =>
    (text, ...rest) => {
      const [options] = rest;
      const detail = typeof options === 'object' && options !== null ? String(Reflect.get(options, 'detail') ?? '') : '';
      const items = rest.filter((item) => titleOf(item) !== undefined);
      const choices = items.flatMap((item) => titleOf(item) ?? []);
      const chosen = ask({ kind, message: text, detail, choices });
      if (chosen !== undefined && !choices.includes(chosen)) throw new Error(`“${text}” has no button ${chosen}: ${choices.join(', ')}`);
      return Promise.resolve(items.find((item) => titleOf(item) === chosen));
    };
  const replaced: Record<string, unknown> = {
    showInformationMessage: message('information'),
    showWarningMessage: message('warning'),
    showErrorMessage: message('error'),
    showInputBox: (options: vscode.InputBoxOptions) => Promise.resolve(ask({ kind: 'input', message: options.title ?? '', detail: options.prompt ?? '', choices: [] })),
    showQuickPick: async (items: readonly vscode.QuickPickItem[] | Thenable<readonly vscode.QuickPickItem[]>, options?: vscode.QuickPickOptions) => {
      const all = await items;
      const chosen = ask({ kind: 'pick', message: options?.title ?? options?.placeHolder ?? '', detail: '', choices: all.map(({ label }) => label) });
      if (options?.canPickMany === true) return chosen === undefined ? undefined : all.filter(({ label }) => chosen.split(', ').includes(label));
      return all.find(({ label }) => label === chosen);
    },
    createQuickPick: () => typedPicker((choices) => ask({ kind: 'pick', message: 'createQuickPick', detail: '', choices })),
  };
  const original = new Map(Object.keys(replaced).map((name) => [name, Reflect.get(vscode.window, name) as unknown]));
  for (const [name, value] of Object.entries(replaced)) Reflect.set(vscode.window, name, value);
  return {
    asked,
    answer: (next) => (answer = next),
    restore: () => {
      for (const [name, value] of original) Reflect.set(vscode.window, name, value);
    },
  };
}

/** A button is its title, or an item that has one. */
function titleOf(item: unknown): string | undefined {
  const title: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, 'title') : item;
  return typeof title === 'string' ? title : undefined;
}

/** A picker into which the answer is typed, and which is then accepted. */
function typedPicker(ask: (choices: readonly string[]) => string | undefined): object {
  const listeners = { value: [] as (() => void)[], accept: [] as (() => void)[], hide: [] as (() => void)[] };
  const picker = {
    value: '',
    items: [] as vscode.QuickPickItem[],
    onDidChangeValue: (listener: () => void) => listeners.value.push(listener),
    onDidAccept: (listener: () => void) => listeners.accept.push(listener),
    onDidHide: (listener: () => void) => listeners.hide.push(listener),
    get selectedItems() {
      return this.items.slice(0, 1);
    },
    show() {
      const typed = ask(this.items.map(({ label }) => label));
      this.value = typed ?? '';
      for (const listener of typed === undefined ? [] : listeners.value) listener();
      for (const listener of typed === undefined ? listeners.hide : listeners.accept) listener();
    },
    dispose: () => undefined,
  };
  return picker;
}
