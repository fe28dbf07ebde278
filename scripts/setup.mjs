/** What `npm test` and `npm start` do before anything else, on a fresh machine: npm's packages, and Debian's. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (command, args, options = {}) => spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
const succeeds = (command, args) => run(command, args, { stdio: 'ignore' }).status === 0;

/** Throws where something is missing that nothing can do without; says what is left out otherwise. */
export function setUp() {
  if (!packagesAreThere()) {
    const { status } = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
    if (status !== 0) throw new Error('npm ci failed: see above');
  }
  const left = debianPackages();
  if (left !== undefined) console.log(`Left out: what needs Debian's packages that are not installed yet (${left})`);
}

/** Whether node_modules holds what the lock file says, of all that is not for other platforms. */
function packagesAreThere() {
  const read = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).packages;
  const installed = existsSync(new URL('../node_modules/.package-lock.json', import.meta.url)) ? read('node_modules/.package-lock.json') : {};
  return Object.entries(read('package-lock.json')).every(
    ([path, { version, optional }]) => path === '' || (installed[path] === undefined ? optional === true : installed[path].version === version),
  );
}

/** Why Debian's packages were not installed; undefined where they are all there. */
function debianPackages() {
  if (process.platform !== 'linux' || !succeeds('dpkg-query', ['--version'])) return 'this is no Debian: see scripts/debian-packages.txt for what they are';
  if (process.getuid() !== 0 && !succeeds('sudo', ['-n', 'true'])) return 'neither root nor sudo without a password: run scripts/setup-debian.sh as root';
  const { status } = run('sh', ['scripts/setup-debian.sh']);
  return status === 0 ? undefined : `scripts/setup-debian.sh ended with ${status}`;
}
