/** Suites whose names are not what they should be. */
import { suiteRule } from './suiteRule';

export const suiteAlias = suiteRule({
  id: 'apt/suite-alias',
  kind: 'alias',
  severity: 'warning',
  title: 'A suite is named “stable” and not by its codename',
  tell({ token, suite }) {
    const alias = suite?.alias ?? token.text;
    return {
      message: `“${alias}” becomes another release when Debian publishes the next one: name the release itself`,
      explanation: `On that day apt would upgrade this host to it, in part and unprepared, and Proxmox’s repositories have no suite “${alias}” to go along. With a codename the release stays the same until you change it.`,
    };
  },
});

export const unknownSuite = suiteRule({
  id: 'apt/unknown-suite',
  kind: 'unknown',
  severity: 'warning',
  title: 'A suite that the archive does not have',
  tell({ token, known, fault: { meant } }) {
    return {
      message: `${known.owner === 'proxmox' ? 'Proxmox' : 'Debian'} has no suite “${token.text}”${meant === undefined ? '' : `, but ${meant}`}`,
      explanation: 'apt update ends with an error for this entry (“does not have a Release file”), and nothing comes from it. The other repositories are updated all the same.',
    };
  },
});

export const wrongSecuritySuite = suiteRule({
  id: 'apt/wrong-security-suite',
  kind: 'security',
  severity: 'warning',
  title: 'The security archive has no suite of that name',
  tell({ token, fault: { expected } }) {
    return {
      severity: 'warning',
      message: `The security archive calls it “${expected}”, not “${token.text}”`,
      explanation: 'Up to buster the suite of security updates was called “buster/updates”, from bullseye on it is “bullseye-security”. Under another name apt finds nothing, and this host gets no security updates.',
    };
  },
});
