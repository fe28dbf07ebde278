/** A kernel's message in a line of a log, whatever stands before it. */

/** What ends the part before a kernel message: nothing, a log's tag for the kernel, or a time or level of dmesg. */
const prefix = new RegExp(
  `(?:${[
    '^',
    'kernel(?:: | - - (?:- )?)',
    '\\[ *\\d+\\.\\d+\\] ?(?:\\[ *[CT]\\d+\\] ?)?',
    '^\\[[^\\]]*\\] ',
    '^\\d{4}-\\d\\d-\\d\\dT\\S* ',
    '^kern *:[a-z]+ *: ',
    'MESSAGE(?:=|"\\s*:\\s*")',
  ].join('|')})$`,
);

/** The message, where it is the kernel's: not a word of it quoted by a program or a person. */
export function found(message: RegExp, line: string): RegExpExecArray | undefined {
  const match = message.exec(line);
  return match && prefix.test(line.slice(0, match.index)) ? match : undefined;
}
