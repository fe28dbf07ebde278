/** What a failure or a finding means, and what the words of a sources file are. */
import * as vscode from 'vscode';
import { hoverSources } from '../../apt';
import type { Finding } from '../../finding';
import type { Analyses } from './analyses';
import { findingsAt } from './analysis';
import { explanationMarkdown } from './markdown';
import { toRange, wholeLines } from './places';
import { publish } from './published';
import { rulesFor } from './rules';

export class Hovers implements vscode.HoverProvider {
  constructor(private readonly analyses: Analyses) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const analysis = this.analyses.of(document);
    if (!analysis) return undefined;
    const offset = document.offsetAt(position);
    // A failure is explained on its whole line, time and process included; an entry where the squiggle is.
    const around = analysis.kind === 'log' ? wholeLines(document, new vscode.Range(position, position)) : { start: offset, end: offset };
    const here = publish(findingsAt(analysis, around), rulesFor(document.uri)).flatMap(({ finding }) => (finding.where.kind === 'document' ? [{ finding, range: finding.where.range }] : []));
    const help = analysis.kind === 'sources' ? hoverSources(analysis.checked.around(around), offset, analysis.checked.context) : undefined;
    if (here.length === 0 && !help) return undefined;
    const contents = [...(help ? [plain(explanationMarkdown(help.title, help.text))] : []), ...here.map(({ finding }) => explain(finding))];
    return new vscode.Hover(contents, toRange(document, help?.range ?? here[0]?.range ?? around));
  }
}

function explain({ message, explanation }: Finding): vscode.MarkdownString {
  return plain(explanationMarkdown(message, explanation));
}

/** Not trusted: no command runs from it, no HTML is shown. */
function plain(markdown: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString(markdown);
  text.isTrusted = false;
  text.supportHtml = false;
  return text;
}
