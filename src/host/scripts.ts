/** Everything that is done to a host, as scripts: real files, bundled as text. */
import type { Script } from '../machine';
import beforeReboot from './scripts/before-reboot.sh';
import bootId from './scripts/boot-id.sh';
import copies from './scripts/copies.sh';
import copy from './scripts/copy.sh';
import earlyUpdates from './scripts/early-updates.sh';
import guestLog from './scripts/guest-log.sh';
import guestRestart from './scripts/guest-restart.sh';
import guestState from './scripts/guest-state.sh';
import hold from './scripts/hold.sh';
import haMaintenance from './scripts/ha-maintenance.sh';
import installFollow from './scripts/install-follow.sh';
import installStart from './scripts/install-start.sh';
import install from './scripts/install.sh';
import journal from './scripts/journal.sh';
import older from './scripts/older.sh';
import packedLog from './scripts/packed-log.sh';
import probe from './scripts/probe.sh';
import read from './scripts/read.sh';
import reboot from './scripts/reboot.sh';
import revision from './scripts/revision.sh';
import save from './scripts/save.sh';
import searchFailures from './scripts/search-failures.sh';
import simulate from './scripts/simulate.sh';
import sshPort from './scripts/ssh-port.sh';
import watchFailures from './scripts/watch-failures.sh';

const script = (name: string, text: string): Script => ({ name, text });

export const scripts = {
  beforeReboot: script('before-reboot', beforeReboot),
  bootId: script('boot-id', bootId),
  copies: script('copies', copies),
  copy: script('copy', copy),
  earlyUpdates: script('early-updates', earlyUpdates),
  guestLog: script('guest-log', guestLog),
  guestRestart: script('guest-restart', guestRestart),
  guestState: script('guest-state', guestState),
  hold: script('hold', hold),
  haMaintenance: script('ha-maintenance', haMaintenance),
  install: script('install', install),
  installFollow: script('install-follow', installFollow),
  installStart: script('install-start', installStart),
  journal: script('journal', journal),
  older: script('older', older),
  packedLog: script('packed-log', packedLog),
  probe: script('probe', probe),
  read: script('read', read),
  reboot: script('reboot', reboot),
  revision: script('revision', revision),
  save: script('save', save),
  searchFailures: script('search-failures', searchFailures),
  simulate: script('simulate', simulate),
  sshPort: script('ssh-port', sshPort),
  watchFailures: script('watch-failures', watchFailures),
} as const;
