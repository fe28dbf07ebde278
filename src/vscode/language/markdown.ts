/** Plain text as Markdown that says just that: what a log or a host printed can neither link, embed nor run anything. */

/** Every character that CommonMark and its usual extensions give a meaning to. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/**
 * A bold title above the text. Empty lines part paragraphs, lines that begin with `- ` are a list, and a short lead-in
 * (`Check: …`) is bold.
 */
export function explanationMarkdown(title: string, text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => paragraphMarkdown(paragraph.trim()));
  return [`**${escapeMarkdown(title)}**`, ...paragraphs.filter((paragraph) => paragraph !== '')].join('\n\n');
}

function paragraphMarkdown(paragraph: string): string {
  const lines = paragraph.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return lines
    .map((line, index) => {
      const previous = lines[index - 1];
      // A list ends, and begins, at an empty line.
      const gap = previous !== undefined && isItem(previous) !== isItem(line) ? '\n' : '';
      return gap + (isItem(line) ? `- ${escapeMarkdown(line.slice(2))}` : withLeadIn(line));
    })
    .join('\n');
}

function isItem(line: string): boolean {
  return line.startsWith('- ');
}

/** Of 20 characters at most: what is longer is a sentence with a colon. */
function withLeadIn(line: string): string {
  const [, leadIn, rest = ''] = /^(\p{Lu}[\p{L} ]{1,19}:)(?=\s|$)(.*)$/u.exec(line) ?? [];
  return leadIn === undefined ? escapeMarkdown(line) : `**${escapeMarkdown(leadIn)}**${escapeMarkdown(rest)}`;
}
