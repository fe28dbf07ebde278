/** Lines of a text by their offsets. */

/** Of the newline that ends the line, or of the text's end. */
export function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

export function startOfLine(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Tells line numbers of offsets that grow: every newline is looked at once. */
export class LineCounter {
  private next = 0;
  private line = 0;
  /** Where the line that was asked for last begins. */
  start = 0;

  constructor(private readonly text: string) {
    this.next = endOfLine(text, 0);
  }

  /** 0-based. */
  at(offset: number): number {
    while (this.next < offset) {
      this.line += 1;
      this.start = this.next + 1;
      this.next = endOfLine(this.text, this.start);
    }
    return this.line;
  }

  /** Of the line that was asked for last. */
  get end(): number {
    return this.next;
  }
}
