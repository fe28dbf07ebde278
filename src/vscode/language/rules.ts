/** The user's wishes for rules: the setting pveDoctor.rules. */
import * as vscode from 'vscode';

export const rulesSetting = 'pveDoctor.rules';

/** Rule id to whatever the user wrote; `publish` knows which values count. Without a document: what holds everywhere. */
export function rulesFor(uri?: vscode.Uri): Readonly<Record<string, unknown>> {
  const value = vscode.workspace.getConfiguration(undefined, uri).get<unknown>(rulesSetting);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

export function onDidChangeRules(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(rulesSetting)) listener();
  });
}
