/** Installing the microcode package: what will run is shown first, runs detached on the host, and is followed in a terminal. */
import * as vscode from 'vscode';
import { type HostSession, InstallTurns, installsAtOnce, packageContentWords, valueOf } from '../../host';
import { UserError } from '../../machine';
import { withProgress } from '../report';
import { followInTerminal } from './followTerminal';

const turns = new InstallTurns();

/** `version`: an older one; without it the newest. Resolves with whether the install has ended at the host: not where the user said no, or closed its terminal. Rejects with a UserError that names the next step. */
export async function installMicrocode(session: HostSession, packageName: string, version?: string): Promise<boolean> {
  if (valueOf(session.view.facts?.work)?.state === 'running') return await follow(session, packageName);
  const simulation = await withProgress(`Asking apt on ${session.machine.name} what it would install`, (signal) => session.simulateInstall(packageName, { signal, version }));
  if (!simulation.ok) {
    throw new UserError(`${packageName} cannot be installed on ${session.machine.name}`, { detail: simulation.problem ?? lastLines(simulation.output), actions: ['retry'] });
  }
  if (!(await confirmed(session, version === undefined ? packageName : `${packageName} ${version}`, simulation))) return false;
  const install = async () => {
    await session.startInstall(packageName, version);
    void session.refresh({ mayAsk: false });
    return await follow(session, packageName);
  };
  return await turns.take(install, (turn) => withProgress(`${session.view.label} waits until one of the ${installsAtOnce} installs that run has ended`, turn));
}

async function confirmed(session: HostSession, what: string, simulation: Awaited<ReturnType<HostSession['simulateInstall']>>): Promise<boolean> {
  const install = 'Install';
  const { commands, installs, brings } = simulation;
  const detail = [
    `Runs on ${session.machine.name} as root:`,
    ...commands.map((command) => `    ${command}`),
    '',
    'apt says that it will install:',
    ...installs.map(({ name, version }) => `    ${name} ${version}`),
    ...(brings ? ['', packageContentWords(brings, session.view.plan?.verdict.running, valueOf(session.view.facts?.cpu))] : []),
    '',
    'Nothing else is upgraded or removed. Its microcode is loaded at the next boot; nothing reboots by itself.',
    ...(simulation.problem === undefined ? [] : ['', simulation.problem]),
  ].join('\n');
  const choice = await vscode.window.showInformationMessage(`Install ${what} on ${session.view.label}?`, { modal: true, detail }, install);
  return choice === install;
}

/** Follows the unit, and resolves with whether it has ended; a lost connection does not stop it, and the plan finds it again. */
async function follow(session: HostSession, packageName: string): Promise<boolean> {
  const { script, args } = session.followInstall;
  const { ended } = followInTerminal({
    name: `${session.view.label}: ${packageName}`,
    introduction: [`Installing ${packageName} on ${session.machine.name}. Closing this terminal does not stop it.`],
    open: (size) => session.machine.terminal(script, args, size, { asRoot: true }),
    ending: (code) =>
      code === 0
        ? `${packageName} is installed. The plan says what comes next.`
        : code === undefined
          ? 'The connection was lost. The install goes on at the host; the plan finds it again.'
          : `The install ended with exit code ${code}. The plan says what failed.`,
  });
  await ended;
  await session.refresh({ mayAsk: false, anew: true });
  return valueOf(session.view.facts?.work)?.state !== 'running';
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-6).join('\n');
}
