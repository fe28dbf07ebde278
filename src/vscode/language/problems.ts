/** The problems of one document. Those that stay where they were stay the objects that they were: there may be hundreds at each pause. */
import * as vscode from 'vscode';
import { version } from '../../../package.json';
import { atItsPlace } from '../../apt';
import type { Finding, Related } from '../../finding';
import { rangeOf, toRange } from './places';
import { diagnosticsLimit } from './analysis';
import { type Level, type Published, ruleLink, type Shown } from './published';

const diagnosticSource = 'PVE Doctor';

interface Made {
  readonly line: number;
  readonly level: Level;
  readonly diagnostic: vscode.Diagnostic;
}

export class Problems {
  private readonly made = new WeakMap<Finding, Made>();
  private all: readonly vscode.Diagnostic[] = [];

  /** In the order of the text, as VS Code is to show them. */
  get shown(): readonly vscode.Diagnostic[] {
    return this.all;
  }

  /** Takes in what was found in the document as it is now, or in its beginning; false where all that is shown stays the same. */
  update(document: vscode.TextDocument, { shown, omitted, firstOmitted }: Shown, isWhole = true): boolean {
    const before = this.all;
    const now = shown.map((one) => this.diagnosticOf(document, one));
    if (firstOmitted) now.push(sameAs(before.at(-1), restDiagnostic(document, firstOmitted, isWhole ? String(omitted) : 'Some')));
    this.all = now;
    return now.length !== before.length || now.some((diagnostic, index) => diagnostic !== before[index]);
  }

  /** A finding stays the same object while the line or stanza does that it is in; what is typed above moves it by whole lines. */
  private diagnosticOf(document: vscode.TextDocument, published: Published): vscode.Diagnostic {
    const { finding, line, level } = published;
    const known = this.made.get(finding);
    if (known?.line === line && known.level === level) return known.diagnostic;
    const diagnostic = toDiagnostic(document, published);
    this.made.set(finding, { line, level, diagnostic });
    return diagnostic;
  }
}

function restDiagnostic(document: vscode.TextDocument, first: Published, count: string): vscode.Diagnostic {
  const message = `${count} more findings in this file are not shown: ${diagnosticsLimit} are the most that VS Code keeps`;
  const diagnostic = new vscode.Diagnostic(rangeOf(document, atItsPlace(first).where), message, vscode.DiagnosticSeverity.Information);
  diagnostic.source = diagnosticSource;
  return diagnostic;
}

function sameAs(before: vscode.Diagnostic | undefined, now: vscode.Diagnostic): vscode.Diagnostic {
  return before?.message === now.message && before.range.isEqual(now.range) ? before : now;
}

const severities: Readonly<Record<Level, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** By rule: reading an address takes longer than all the rest. */
const links = new Map<string, vscode.Uri>();

function linkOf(rule: string): vscode.Uri {
  let link = links.get(rule);
  if (!link) links.set(rule, (link = vscode.Uri.parse(ruleLink(rule, version))));
  return link;
}

function toDiagnostic(document: vscode.TextDocument, published: Published): vscode.Diagnostic {
  const { rule, where, message, related = [] } = atItsPlace(published);
  const diagnostic = new vscode.Diagnostic(rangeOf(document, where), message, severities[published.level]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = { value: rule, target: linkOf(rule) };
  diagnostic.relatedInformation = related.flatMap((one) => toRelated(document, one));
  return diagnostic;
}

/** Another file is one of the same place: the same host, the same computer. */
function toRelated(document: vscode.TextDocument, { message, where }: Related): vscode.DiagnosticRelatedInformation[] {
  if (where.kind === 'host') return [];
  if (where.kind === 'document') return [new vscode.DiagnosticRelatedInformation(new vscode.Location(document.uri, toRange(document, where.range)), message)];
  // Its text is not at hand, so that an offset in it names no line.
  const uri = document.uri.with({ path: where.path, query: '' });
  return [new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, new vscode.Position(0, 0)), message)];
}

/** The problem that VS Code shows for the finding, so that it can tell which problem a fix mends. */
export function isProblemOf(document: vscode.TextDocument, { rule, where }: Finding, { source, code, range }: vscode.Diagnostic): boolean {
  return source === diagnosticSource && typeof code === 'object' && code.value === rule && range.isEqual(rangeOf(document, where));
}
