/** Where this computer's own apt gets Debian's packages: asked of apt, so that every format and place of sources counts. */
import { runProgram } from './program';

export interface Mirror {
  /** Without a slash at the end. */
  readonly debian: string;
  readonly security: string;
}

/** Debian's own names where apt is not here or has no Debian source over HTTP. */
export async function findMirror(): Promise<Mirror> {
  const ended = await runProgram('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages']).catch(() => undefined);
  const targets = (ended?.stdout ?? '').split('\n').map((line) => line.split(' '));
  const of = (pattern: RegExp): string | undefined =>
    targets.find(([uri, suite]) => /^https?:.*\/debian(-security)?\/?$/.test(uri ?? '') && pattern.test(suite ?? ''))?.[0]?.replace(/\/+$/, '');
  return {
    debian: of(/^(bullseye|bookworm|trixie|forky|sid|stable|oldstable)$/) ?? 'http://ftp.debian.org/debian',
    security: of(/-security$/) ?? 'http://security.debian.org/debian-security',
  };
}
