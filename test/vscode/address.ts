/** The address of a window: what it opens, and which extension it runs from where it is developed. */
import { resolve } from 'node:path';

export interface WindowOptions {
  readonly port: number;
  /** A folder or a .code-workspace file; an empty window unless given. */
  readonly workspace?: string;
  readonly extension?: string;
  /** A module that exports run(); the window reports its end. */
  readonly tests?: string;
}

export function windowAddress({ port, workspace, extension, tests }: WindowOptions): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${encodeURI(resolve(path))}`;
  const payload = [
    ['skipWelcome', 'true'],
    ...(extension === undefined ? [] : [['extensionDevelopmentPath', remote(extension)]]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (workspace === undefined) query.set('ew', 'true');
  else query.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(workspace));
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}
