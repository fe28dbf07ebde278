/**
 * The one vocabulary that every rule speaks: a finding, how grave it is, where it is, and what mends it.
 * Plain, JSON-able data; offsets are UTF-16 code units, as in JavaScript strings and VS Code documents.
 */

/** About the reader's day: an error breaks something now, a warning costs updates or guests, information is advice. */
export type Severity = 'error' | 'warning' | 'information';

/** Half-open: `start` is the first code unit, `end` the one after the last. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Replaces `range` by `newText`; an insertion has an empty range. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** A range in the document that was checked, a range in (or the whole of) a file of a host, or the host itself. */
export type Where =
  | { readonly kind: 'document'; readonly range: TextRange }
  | { readonly kind: 'file'; readonly path: string; readonly range?: TextRange }
  | { readonly kind: 'host' };

/** A minimal edit of the document, or something to do on the host, named by the action that carries it out. */
export type Fix =
  | {
      readonly kind: 'edit';
      readonly title: string;
      readonly edits: readonly TextEdit[];
      /** The one fix that a reader would choose without thinking. */
      readonly preferred?: boolean;
      /** Fixes of one group in one file can be applied together as "fix all in this file". */
      readonly group?: string;
    }
  | { readonly kind: 'action'; readonly title: string; readonly action: ActionId; readonly args?: readonly string[] };

/** What can be offered on a host beside a text edit. The VS Code layer maps each to a command. */
export type ActionId =
  | 'openSources'
  | 'openJournal'
  | 'enableNoSubscription'
  | 'installMicrocode'
  | 'releaseMicrocode'
  | 'reboot'
  | 'showRevision'
  | 'showEarlyUpdates'
  | 'openPlan' | 'endMaintenance';

/** A second place that belongs to the finding: the other of two duplicate entries, the line that names the guest. */
export interface Related {
  readonly message: string;
  readonly where: Where;
}

export interface Finding {
  /** `room/name`, a row in that room's rule table and a heading in docs/rules.md. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence without a full stop, naming the thing at fault. */
  readonly message: string;
  readonly where: Where;
  /** Plain text: what it means, why it matters, what to do. Shown in the hover, never as trusted Markdown. */
  readonly explanation: string;
  readonly fixes: readonly Fix[];
  readonly related?: readonly Related[];
}
