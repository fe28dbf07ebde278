/** The extension and the user before it, for every test of a file; afterwards nothing of the test is left. */
import * as vscode from 'vscode';
import type { Host } from '../../hosts';
import type { Doctor } from '../../../src/vscode/doctor';
import type { TreeNode } from '../../../src/vscode/hosts/treeNode';
import { until } from '../../support/until';
import { type Answers, answerQuestions, type Question } from './answers';
import { closeEditors, find, setHosts, show, startDoctor } from './extension';
import { emptySshFolder, useIdentity, writeKnownHosts } from './sshFolder';

export interface Day {
  readonly doctor: Doctor;
  readonly answers: Answers;
  /** The messages and questions of a kind so far. */
  asked(kind: Question['kind']): readonly Question[];
  /** Waits until the tree shows it, and says what it shows where it does not. */
  untilTree(shown: (look: Look) => boolean, limit?: number): Promise<void>;
}

/** The node with that label path, if the tree has it. */
type Look = (...labels: string[]) => TreeNode | undefined;

/** Adds a host that is known and takes the user's key, by that port of this computer if one is given; resolves when it was read. */
export async function addHost(day: Day, host: Host, { label = 'pve8', user = 'root', port }: { readonly label?: string; readonly user?: string; readonly port?: number | undefined } = {}): Promise<void> {
  useIdentity(host);
  writeKnownHosts(port === undefined ? host.knownHostsLine : host.knownHostsLine.replace(host.address, `[127.0.0.1]:${port}`));
  await setHosts(day.doctor, [{ id: label, label, user, ...(port === undefined ? { host: host.address } : { host: '127.0.0.1', port }) }]);
  await day.untilTree((look) => look(label, 'System') !== undefined);
}

/** Registers the hooks; what it gives is there in tests alone. */
export function useDoctor(): Day {
  let doctor: Doctor | undefined;
  let answers: Answers | undefined;
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the extension is there in tests alone');
    return value;
  };
  before(async () => {
    doctor = await startDoctor();
  });
  beforeEach(() => (answers = answerQuestions()));
  afterEach(async function () {
    this.timeout(60_000);
    there(answers).restore();
    await closeEditors();
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await setHosts(there(doctor), []);
    emptySshFolder();
  });
  return {
    get doctor() {
      return there(doctor);
    },
    get answers() {
      return there(answers);
    },
    asked: (kind) => there(answers).asked.filter((question) => question.kind === kind),
    untilTree: async (shown, limit = 60_000) => {
      const running = there(doctor);
      await until(() => shown((...labels) => find(running, ...labels)), limit).catch((error: unknown) => {
        throw new Error(`the tree shows ${show(running.view.roots())}\nasked: ${JSON.stringify(there(answers).asked)}`, { cause: error });
      });
    },
  };
}
