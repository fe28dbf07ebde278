/** Proxmox VE's repositories over all files of a host: where the enterprise one is enabled, and where to enable no-subscription. */
import { disableEnterprise, enablesNoSubscription, noSubscriptionRepository } from '../apt';
import { type HostFacts, valueOf } from './facts';
import { parsedFilesOf } from './parsedFiles';

/** The files in which an enterprise repository is enabled, Ceph's included. */
export function enterpriseFiles(facts: HostFacts): string[] {
  return parsedFilesOf(facts).filter(({ parsed }) => disableEnterprise(parsed).length > 0).map(({ path }) => path);
}

export type NoSubscriptionPlace =
  | { readonly kind: 'enabled'; readonly path: string }
  /** In a file that is there. */
  | { readonly kind: 'edit'; readonly path: string; readonly codename: string }
  /** In a file that is not there yet. */
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  /** No Proxmox VE host, or not known, or a release that Proxmox VE is not made for. */
  | { readonly kind: 'nowhere'; readonly why: string };

export function noSubscriptionPlace(facts: HostFacts): NoSubscriptionPlace {
  if (facts.pve.state !== 'known') return { kind: 'nowhere', why: 'Proxmox VE was not found on this host.' };
  const codename = valueOf(facts.os)?.codename ?? '';
  const repository = noSubscriptionRepository(codename);
  if (!repository) return { kind: 'nowhere', why: `There is no Proxmox VE for its release${codename === '' ? ', which is not known' : ` ${codename}`}.` };
  const files = valueOf(facts.sources);
  if (!files) return { kind: 'nowhere', why: 'Its sources files could not be read.' };
  const enabled = parsedFilesOf(facts).find(({ parsed }) => enablesNoSubscription(parsed, codename));
  if (enabled) return { kind: 'enabled', path: enabled.path };
  const { path, text } = repository;
  const file = files.find((one) => one.path === path);
  return file && file.problem !== 'not there' ? { kind: 'edit', path, codename } : { kind: 'create', path, text };
}
