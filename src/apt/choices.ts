/** What there is to choose from at a place of an entry, as far as it exists for the release and the archive. */
import { type ArchiveKind, archiveKindOf, archivesFor, componentsIn, currentCodenames, keyringsFor, suitesIn } from './knownArchives';
import { releaseOf, suiteOf } from './releases';
import type { SourcesContext } from './types';
import { aboutComponent, aboutSuite } from './words';

export interface Choice {
  readonly label: string;
  /** One line. */
  readonly about: string;
}

/** The rest of the entry, and what it belongs to. */
export interface Surroundings {
  /** The whole file, without the word that is being written. */
  readonly text: string;
  readonly context: SourcesContext;
  readonly uris: readonly string[];
  readonly suites: readonly string[];
}

/** Addresses that this host's files have already, and then the known ones. */
export function uriChoices(around: Surroundings): Choice[] {
  const { text, context } = around;
  const texts = [text, ...(context.others ?? []).map(({ parsed }) => parsed.text)];
  const used = texts.flatMap((one) => [...one.matchAll(/^[^#\n]*?\b([a-z][a-z+]*:\/\/[^\s#"\]]+)/gm)].map(([, uri = '']) => uri));
  const known = codenames(around).slice(0, 1).flatMap(archivesFor);
  const isNew = (uri: string) => !known.some((archive) => archive.uri === withoutSlash(uri));
  return distinct([...used.filter(isNew).map((uri) => ({ label: uri, about: 'in use already' })), ...known.map(({ uri, about }) => ({ label: uri, about }))]);
}

/** Of the archive that the entry names; of all that are known while it names none; nothing of an archive that is not known. */
export function suiteChoices(around: Surroundings): Choice[] {
  return distinct(
    codenames(around).flatMap((codename) =>
      kindsOf(around).flatMap((kind) =>
        suitesIn(kind, codename).flatMap((suite) => {
          const known = suiteOf(suite);
          return known ? [{ label: suite, about: aboutSuite(kind, known) }] : [];
        }),
      ),
    ),
  );
}

/** Those that every suite of the entry has. */
export function componentChoices(around: Surroundings): Choice[] {
  const named = around.suites.flatMap((suite) => suiteOf(suite)?.release.codename ?? []);
  const releases = named.length > 0 ? named : codenames(around).slice(0, 1);
  return distinct(
    kindsOf(around).flatMap((kind) => {
      const [first = [], ...others] = releases.map((codename) => componentsIn(kind, codename));
      return first.filter((component) => others.every((list) => list.includes(component))).map((component) => ({ label: component, about: aboutComponent(kind, component) ?? '' }));
    }),
  );
}

export function keyringChoices(around: Surroundings): Choice[] {
  const [codename = ''] = [...around.suites.flatMap((suite) => suiteOf(suite)?.release.codename ?? []), ...codenames(around)];
  const kinds = around.uris.length === 0 ? [undefined] : kindsOf(around);
  return distinct(kinds.flatMap((kind) => keyringsFor(kind, codename)).map((path) => ({ label: path, about: path.includes('debian') ? 'Debian’s keyring' : 'Proxmox’s keyring' })));
}

const anyArchive: readonly ArchiveKind[] = [
  { owner: 'debian', security: false },
  { owner: 'debian', security: true },
  { owner: 'proxmox', product: 'pve', channel: undefined },
];

function kindsOf({ uris, context }: Surroundings): readonly ArchiveKind[] {
  return uris.length === 0 ? anyArchive : uris.flatMap((uri) => archiveKindOf(uri, context) ?? []);
}

/** The host's own release first, then those that the file names, in its order; the current ones where neither tells. */
function codenames({ text, context }: Surroundings): readonly string[] {
  const { codename } = context.host ?? {};
  const named = [...text.matchAll(/\b(?:stretch|buster|bullseye|bookworm|trixie|forky|sid)\b/g)].map(([name]) => name);
  const known = [...new Set([...(codename !== undefined && releaseOf(codename) ? [codename] : []), ...named])];
  return known.length > 0 ? known : currentCodenames;
}

function distinct(choices: readonly Choice[]): Choice[] {
  const seen = new Set<string>();
  return choices.filter(({ label }) => seen.size < seen.add(label).size);
}

function withoutSlash(uri: string): string {
  return uri.replace(/\/+$/, '');
}
