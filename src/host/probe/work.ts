/** What goes on at the host: our own install, packaging, and Proxmox's tasks. */
import type { HostFacts, Work } from '../facts';
import { type Section, factOf, keyValues } from './sectioned';

export const installUnit = 'pve-doctor-install.service';

export function workFacts(found: ReadonlyMap<string, Section>): Pick<HostFacts, 'work' | 'packaging' | 'tasks'> {
  return {
    work: factOf(found, 'work', workOf),
    packaging: factOf(found, 'packaging', (body) => ({ busy: words(body, 'busy'), unfinished: words(body, 'unfinished') })),
    tasks: factOf(found, 'tasks', (body) => [...body.matchAll(/^UPID:\S+$/gm)].map(([upid]) => taskOf(upid))),
  };
}

/** Lines key=value, an empty line, then the end of the log. */
function workOf(body: string): Work {
  const at = body.indexOf('\n\n');
  const values = keyValues(at < 0 ? body : body.slice(0, at));
  const exit = values.get('exit');
  const active = values.get('active');
  const running = exit === undefined && (active === 'active' || active === 'activating' || active === 'deactivating');
  const time = (name: string) => (values.has(name) ? { [name === 'started' ? 'startedAt' : 'finishedAt']: Number(values.get(name)) * 1000 } : {});
  return {
    kind: 'install-microcode',
    unit: installUnit,
    // No exit status and not running: it was killed.
    state: running ? 'running' : exit === '0' ? 'succeeded' : 'failed',
    ...(exit === undefined ? {} : { exitCode: Number(exit) }),
    ...time('started'),
    ...time('finished'),
    logTail: at < 0 ? '' : plain(body.slice(at + 2)),
  };
}

/** As a terminal shows it in the end: without colours, and of what was written over only the last. */
function plain(log: string): string {
  const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
  return log.replace(colours, '').split('\n').map((line) => line.replace(/\r+$/, '').replace(/^.*\r/, '')).join('\n');
}

const words = (body: string, keyword: string): string[] => [...body.matchAll(new RegExp(`^${keyword} (\\S+)$`, 'gm'))].flatMap(([, word]) => word ?? []);

/** UPID:NODE:PID:PSTART:START:TYPE:ID:USER: (PVE::Tools::upid_decode). */
function taskOf(upid: string): { upid: string; type: string; id: string } {
  const [, , , , , type = '', id = ''] = upid.split(':');
  return { upid, type, id };
}
