/** The sources files of a host, each with what is wrong in it. */
import type { Finding } from '../../finding';
import { type HostFacts, type HostView, type SourcesFile, isAboutRepositories } from '../../host';
import { findingNode } from './findingNode';
import type { Tone, TreeNode } from './treeNode';
import { count, fileName } from './words';

export function repositoriesNode(hostId: string, { findings }: HostView, { sources }: HostFacts): TreeNode[] {
  const section = { id: `${hostId}/repositories`, label: 'Repositories', icon: 'package', kind: 'repositories', hostId };
  if (sources.state === 'absent') return [];
  if (sources.state === 'unknown') return [{ ...section, description: `not known: ${sources.reason}`, tooltip: sources.reason, children: [] }];
  const { overall, inFiles, problems } = aboutRepositories(findings);
  return [
    {
      ...section,
      description: problems === 0 ? 'no problems' : count(problems, 'problem'),
      tone: problems === 0 ? 'none' : 'warning',
      expanded: problems > 0,
      children: [
        ...overall.map((finding) => findingNode(hostId, section.id, finding)),
        ...sources.value.map((file) => fileNode(hostId, file, inFiles.filter(({ where }) => where.kind === 'file' && where.path === file.path))),
      ],
    },
  ];
}

/** Those about the repositories as a whole, those in one file each, and how many of both are more than information. */
export function aboutRepositories(findings: readonly Finding[]): { readonly overall: readonly Finding[]; readonly inFiles: readonly Finding[]; readonly problems: number } {
  const inFiles = findings.filter(({ where }) => where.kind === 'file');
  const overall = findings.filter(isAboutRepositories);
  return { overall, inFiles, problems: [...overall, ...inFiles].filter(({ severity }) => severity !== 'information').length };
}

function fileNode(hostId: string, file: SourcesFile, findings: readonly Finding[]): TreeNode {
  const worst = findings.find(({ severity }) => severity === 'error') ?? findings.find(({ severity }) => severity === 'warning') ?? findings[0];
  const tone: Tone = file.problem !== undefined || worst?.severity === 'error' ? 'error' : worst?.severity === 'warning' ? 'warning' : 'none';
  return {
    id: `${hostId}/repositories/${file.path}`,
    label: fileName(file.path),
    description: file.problem ?? summary(findings, worst),
    tooltip: [file.path, file.problem, ...findings.map(({ message }) => message)].filter((line) => line !== undefined).join('\n'),
    icon: tone === 'error' ? 'error' : tone === 'warning' ? 'warning' : 'file',
    tone,
    kind: `sources.${worst ? 'problem' : 'clean'}`,
    hostId,
    subject: file.path,
    command: { command: 'pveDoctor.openSources', title: 'Open', args: [hostId, file.path] },
    children: [],
  };
}

/** `3 entries lack non-free-firmware` for findings of one rule, else the worst one and how many more there are. */
function summary(findings: readonly Finding[], worst: Finding | undefined): string {
  if (!worst) return '';
  const same = findings.filter(({ rule }) => rule === worst.rule).length;
  const lacks = worst.rule === 'apt/microcode-component-missing' ? /lacks (.*?), which/.exec(worst.message)?.[1] : undefined;
  if (lacks !== undefined && findings.length === same) return `${count(same, 'entry lacks', 'entries lack')} ${lacks}`;
  const others = findings.length - same;
  const more = others > 0 ? `, ${count(others, 'more', 'more')}` : '';
  return same > 1 ? `${same} × ${worst.message}${more}` : `${worst.message}${more}`;
}
