/** What a sources file says, entry by entry, with the place of every token. */
import type { TextRange } from '../finding';

export type SourcesFormat = 'one-line' | 'deb822';

export interface Token extends TextRange {
  /** As apt understands it: quotes removed and %xx decoded in one-line files. */
  readonly text: string;
}

/** One line of a .list file, or one stanza of a .sources file. */
export interface SourceEntry {
  readonly format: SourcesFormat;
  /** From the first to the last character that belongs to the entry, without the line end. */
  readonly range: TextRange;
  /** 0-based line of its first character. */
  readonly line: number;
  readonly types: readonly Token[];
  readonly uris: readonly Token[];
  readonly suites: readonly Token[];
  readonly components: readonly Token[];
  readonly options: readonly SourceOption[];
  /** False for `Enabled: no` and for a commented-out one-line entry (see `commented`). */
  readonly enabled: boolean;
}

export interface SourceOption {
  /** As written: one-line `arch`, deb822 `Architectures`. */
  readonly name: Token;
  readonly operator: '=' | '+=' | '-=';
  readonly values: readonly Token[];
  /** All of the value, as apt understands it: one-line without quotes and %xx decoded, in a stanza with its line ends. */
  readonly value: string;
}

/** What apt stumbled over, apart from its words. */
export type SourceErrorReason =
  | 'no-type'
  | 'unknown-type'
  | 'option-unparsable'
  | 'option-too-short'
  | 'option-not-assignment'
  | 'option-no-key'
  | 'option-no-value'
  | 'no-uri'
  | 'no-suite'
  | 'bad-uri'
  | 'component-on-exact-path'
  | 'no-component'
  | 'not-a-fingerprint'
  | 'conflict'
  | 'unparsable';

/** Why apt refuses the file. */
export interface SourceError {
  readonly reason: SourceErrorReason;
  /** The whole line or stanza. */
  readonly range: TextRange;
  /** The word that is at fault, or the whole line or stanza where none is. */
  readonly at: TextRange;
  readonly line: number;
  /** apt's own wording, without "E: " and with `FILE` in place of the file's name. */
  readonly message: string;
  /** The version of apt from which on it reads the file all the same, where there is one. */
  readonly acceptedSince?: string;
}

export interface ParsedSources {
  readonly format: SourcesFormat;
  readonly text: string;
  /** What apt would read, if it did not refuse the file; never throws. */
  readonly entries: readonly SourceEntry[];
  /** Non-empty exactly where apt refuses the file. */
  readonly errors: readonly SourceError[];
}

/** What is known of the place the file belongs to; everything is optional, and nothing is guessed where it is missing. */
export interface SourcesContext {
  /** Absolute path on the host, or what the document is called. */
  readonly path?: string;
  readonly host?: {
    /** VERSION_CODENAME of its os-release. */
    readonly codename?: string;
    readonly physicalPve: boolean;
    /** Whether there is a valid Proxmox subscription; undefined where that is not known. */
    readonly subscription?: boolean;
    /** URIs (as apt writes them) whose lists on the host say `Origin: Debian`. */
    readonly debianUris?: readonly string[];
    /** URIs whose lists on the host name another origin. */
    readonly otherUris?: readonly string[];
  };
  /** The other sources files of the same host, for rules that look across files. */
  readonly others?: readonly { readonly path: string; readonly parsed: ParsedSources }[];
}
