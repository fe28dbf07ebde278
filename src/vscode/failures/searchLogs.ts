/** The command that searches a host's logs, and what it says at the end. */
import * as vscode from 'vscode';
import { type HostSession, unreadSources } from '../../host';
import { withProgress } from '../report';
import { outcome } from './searchOutcome';
import type { Searches } from './searches';

export async function searchLogs(searches: Searches, session: HostSession, show: () => Promise<unknown>): Promise<void> {
  const { label } = session.view;
  const result = await withProgress(`Searching the logs of ${label} for KVM failures`, (signal, say) => searches.search(session, signal, say));
  const isSure = result.failures.length > 0 || unreadSources(result).length === 0;
  const tell = isSure ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const action = 'Show';
  if ((await tell(outcome(label, result), action)) === action) await show();
}
