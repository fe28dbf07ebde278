/** Reads and checks one sources file again and again, while it is edited. */
import { checkSources } from '../check';
import { parseSources } from '../parse';
import { isLong } from '../tried';
import type { SourcesContext, SourcesFormat } from '../types';
import { CheckedSources } from './checkedSources';
import { LongFile } from './longFile';

export class SourcesChecker {
  private file: LongFile | undefined;
  /** A piece because of which the text was read as a whole. */
  private odd: string | undefined;

  constructor(private readonly format: SourcesFormat) {}

  /**
   * What parseSources and checkSources give for the text, at the expense of what changed since the last call. Never throws. Earlier
   * results stay as they are.
   */
  check(text: string, context: SourcesContext): CheckedSources {
    return this.checkLong(text, context) ?? this.checkWhole(text, context);
  }

  /** Undefined where the text is short, which takes no time, or odd. */
  private checkLong(text: string, context: SourcesContext): CheckedSources | undefined {
    if (!isLong(text) || text.startsWith('\uFEFF') || (this.odd !== undefined && text.includes(this.odd))) return undefined;
    this.odd = undefined;
    this.file ??= new LongFile(this.format);
    const checked = this.file.check(text, context);
    if (!('odd' in checked)) return checked;
    this.odd = checked.odd;
    return undefined;
  }

  private checkWhole(text: string, context: SourcesContext): CheckedSources {
    this.file = undefined;
    const parsed = parseSources(text, this.format);
    return new CheckedSources(text, this.format, context, { pieces: [{ parsed, findings: checkSources(parsed, context) }], starts: [0], lines: [0], across: [] });
  }
}
