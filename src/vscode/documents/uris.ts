/** Addresses of documents: the authority is the host's id, so that renaming a host orphans nothing. */
import * as vscode from 'vscode';

/** Files of a host. */
export const fileScheme = 'pve-doctor';
/** What a host's programs say: the journal, packed logs, outputs of checks. Always read-only. */
export const outputScheme = 'pve-doctor-output';

/** The host that a document's address names; undefined for a document of none. */
export function hostIdOf({ scheme, authority }: vscode.Uri): string | undefined {
  return scheme === fileScheme || scheme === outputScheme ? authority : undefined;
}

export function hostFileUri(hostId: string, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: fileScheme, authority: hostId, path });
}

/** `what` names the output's producer, and `title` is what the tab shows. */
export function outputUri(hostId: string, what: OutputKind, title: string, argument = ''): vscode.Uri {
  return vscode.Uri.from({ scheme: outputScheme, authority: hostId, path: `/${title}`, query: new URLSearchParams({ what, argument }).toString() });
}

export type OutputKind = 'journal' | 'failures' | 'revision' | 'early-updates' | 'packed-log' | 'found' | 'kept-copy';

export function parseOutputUri(uri: vscode.Uri): { readonly hostId: string; readonly what: string; readonly argument: string } {
  const query = new URLSearchParams(uri.query);
  return { hostId: uri.authority, what: query.get('what') ?? '', argument: query.get('argument') ?? '' };
}
