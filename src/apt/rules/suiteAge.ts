/** Suites of another release than the host's: older, newer, beside each other, or not out yet. */
import { suiteRule } from './suiteRule';

export const oldSuite = suiteRule({
  id: 'apt/old-suite',
  kind: 'old',
  severity: 'warning',
  title: 'A suite of an older release than the host’s',
  tell({ token, known }, { hostRelease }) {
    const message = `${token.text} is older than ${hostRelease?.codename ?? ''}, the release of this host`;
    if (known.owner === 'other') {
      return { severity: 'information', message, explanation: 'This repository is for an older release. Ask its maker whether there is one for the release of this host: its packages may depend on versions that are not there any more.' };
    }
    return { message, explanation: 'What comes from it is older than what is installed, so that it brings no updates, security updates included, or leaves packages behind at versions that nobody cares for any more. It is usually left over from an upgrade.' };
  },
});

export const newerSuite = suiteRule({
  id: 'apt/newer-suite',
  kind: 'newer',
  severity: 'information',
  title: 'All suites are of a newer release than the host’s',
  tell({ token }, { hostRelease }) {
    return {
      message: `${token.text} is newer than ${hostRelease?.codename ?? ''}, the release of this host`,
      explanation: 'The sources are ready for the upgrade to the next release. Until it is made as Proxmox’s documentation says, with its checklist script, install nothing else: apt would take packages of the new release one by one.',
    };
  },
});

export const mixedSuites = suiteRule({
  id: 'apt/mixed-suites',
  kind: 'mixed',
  severity: 'warning',
  title: 'Suites of two releases are enabled at once',
  tell({ token, suite, fault: { beside } }) {
    return {
      message: `${token.text} beside ${beside.codename}: two releases are enabled at once`,
      explanation: `apt takes each package from the newest release that has it, so that the host becomes a mixture of ${[beside.codename, suite?.release.codename ?? ''].sort().join(' and ')} that nobody tested. Name one release in all entries of Debian’s and Proxmox’s.`,
    };
  },
});

export const unreleasedSuite = suiteRule({
  id: 'apt/unreleased-suite',
  kind: 'unreleased',
  severity: 'warning',
  title: 'A suite that is not released: testing, unstable, or a release to come',
  tell({ token }) {
    return {
      message: `${token.text} is not released: not for production`,
      explanation: 'Its packages change every day and get security updates late or not at all. Proxmox VE is made for one stable release of Debian, and an upgrade from here can take packages away that it needs.',
    };
  },
});
