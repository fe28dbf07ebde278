/** The archives' pages, and the keyrings that lie where the document does. */
import * as vscode from 'vscode';
import { linksOfSources, type SourcesLink } from '../../apt';
import type { Analyses } from './analyses';
import { toRange } from './places';

export class Links implements vscode.DocumentLinkProvider {
  constructor(private readonly analyses: Analyses) {}

  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    const analysis = this.analyses.of(document);
    if (analysis?.kind !== 'sources') return [];
    const links = await Promise.all(analysis.checked.collect(linksOfSources).map((link) => toLink(document, link)));
    return links.flatMap((link) => link ?? []);
  }
}

async function toLink(document: vscode.TextDocument, link: SourcesLink): Promise<vscode.DocumentLink | undefined> {
  const target = link.kind === 'page' ? vscode.Uri.parse(link.uri) : document.uri.with({ path: link.path, query: '', fragment: '' });
  if (link.kind === 'file' && !(await isThere(target))) return undefined;
  const documentLink = new vscode.DocumentLink(toRange(document, link.range), target);
  documentLink.tooltip = link.kind === 'page' ? 'Open the archive’s page' : 'Open the keyring';
  return documentLink;
}

/** A copy of a host's file lies where its keyrings do not, and of a host not every file is opened: no link leads nowhere. */
async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}
