/** What dpkg left half done: nothing is to be installed or rebooted on top of it. */
import { valueOf } from '../facts';
import type { HostRule } from './rule';

export const packagingUnfinished: HostRule = {
  id: 'host/packaging-unfinished',
  severity: 'error',
  title: 'dpkg was interrupted and left packages half installed',
  check(facts) {
    const packaging = valueOf(facts.packaging);
    if (!packaging || packaging.unfinished.length === 0 || packaging.busy.length > 0) return [];
    return [
      {
        message: `dpkg left ${packaging.unfinished.join(', ')} half installed`,
        explanation: 'An earlier installation was interrupted. Run dpkg --configure -a on the host before anything else is installed, and before it is rebooted.',
      },
    ];
  },
};

export const firmwareHintSilenced: HostRule = {
  id: 'host/firmware-hint-silenced',
  severity: 'information',
  title: 'apt’s hint about the firmware component was switched off',
  check(facts) {
    return (valueOf(facts.firmwareHintSilencedBy) ?? []).map((path) => ({
      message: `${path} switches off apt’s hint about non-free-firmware`,
      explanation: 'A helper script leaves this file behind. apt would otherwise tell that the firmware of this release moved to non-free-firmware. Once the component is enabled the file can be deleted.',
    }));
  },
};
