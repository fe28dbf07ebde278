/** One entry of a log: what a program wrote, and what the log tells about it, whatever the log's form. */
import { jsonEntry } from './jsonEntry';
import { recordEntry } from './recordEntry';
import { syslogEntry } from './syslogEntry';

export interface Entry {
  /** What the program wrote, without the log's prefix and colours. */
  readonly message: string;
  /** Where the message begins in the text. */
  readonly offset: number;
  /** An offset in the message, as one in the text. */
  readonly inText: (offset: number) => number;
  /** The end of the message's first `length` characters, as an offset in the text. */
  readonly endInText: (length: number) => number;
  /** Offset after the entry's last line that holds the message. */
  readonly end: number;
  /** Nothing but the message: QEMU's own output, or journalctl -o cat. */
  readonly bare: boolean;
  /** A mail or a text quotes it, and no time stands before it. */
  readonly quoted: boolean;
  /** How often syslog says that the message was repeated. */
  readonly times: number;
  /** Entries with the same source come from the same process, as far as the log tells: its id, or else a name. */
  readonly source: number | string;
  readonly pid: number | undefined;
  readonly vmid: number | undefined;
  /** What named the guest, in words. */
  readonly vmidReason: string | undefined;
  readonly timeText: string | undefined;
  readonly bootId: string | undefined;
}

/** The entry whose message begins on the line from `start` to `end`; undefined where that line is no entry's, or a part without a message. */
export function readEntry(text: string, start: number, end: number): Entry | undefined {
  return jsonEntry(text, start, end) ?? recordEntry(text, start, end) ?? syslogEntry(text, start, end);
}
