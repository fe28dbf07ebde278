/** The page of a host's microcode plan. */
import * as vscode from 'vscode';
import { HostPages, askedCommand, notListed } from '../hostPages';
import type { Hosts } from '../hosts/hosts';
import { pageCommands, planHtml } from './planHtml';

export function planPages(hosts: Hosts): HostPages {
  return new HostPages(hosts, {
    viewType: 'pveDoctor.plan',
    title: (label) => `${label}: microcode plan`,
    html: (hostId, host, nonce) => planHtml({ hostId, label: host?.label ?? hostId, view: host?.session?.view, problem: host ? host.problem?.message : notListed }, nonce, Date.now()),
    received: async (message, hostId) => {
      const command = askedCommand(message, pageCommands);
      if (command) await vscode.commands.executeCommand(command, hostId);
    },
  });
}
