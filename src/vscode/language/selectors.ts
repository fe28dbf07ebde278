/** For which documents VS Code asks us: what is a log is seen by its text alone, so hovers and the like hear of all. */
import type * as vscode from 'vscode';
import { schemes, sourcesLanguages } from './documentKind';

export const allDocuments: vscode.DocumentSelector = schemes.map((scheme) => ({ scheme }));

/** Completion follows a space: other documents are left in peace. */
export const sourcesDocuments: vscode.DocumentSelector = schemes.flatMap((scheme) => [
  ...sourcesLanguages.map((language) => ({ scheme, language })),
  ...['**/sources.list', '**/sources.list.d/*.{list,sources}'].map((pattern) => ({ scheme, pattern })),
]);
