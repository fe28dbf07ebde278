/** A rule is a row and a function: nothing else has to be touched to add one. */
import type { Finding, Severity } from '../../finding';
import type { Subject } from '../subject';
import type { SourceEntry } from '../types';

/** What a rule says of one place: the table adds the rule's id. */
export type Told = Omit<Finding, 'rule'>;

interface Row {
  readonly id: string;
  /** The gravest it can have; a finding may be milder where less hangs on it. */
  readonly severity: Severity;
  readonly title: string;
  check(subject: Subject): readonly Told[];
}

/**
 * `scope`: how much of a file a rule has to see, and so what is judged again where a long file changes a little. Of a whole file
 * every rule sees all.
 */
export type AptRule = Row &
  (
    | {
        /**
         * Judges a line or a stanza by itself: its places are within it or before the next one, and of others it knows what
         * `subject.whole` tells. Most rules are like this.
         */
        readonly scope: 'entry';
      }
    | {
        /** Judges `parsed.errors` alone, and looks also at the entry above the one that is refused. */
        readonly scope: 'refusal';
      }
    | {
        /** Compares entries: one that has none of these keys in common with another, also of another file, makes no difference. */
        readonly scope: 'shared';
        keysOf(entry: SourceEntry): readonly string[];
      }
    | {
        /** Says something of the file as a whole. */
        readonly scope: 'file';
      }
  );
