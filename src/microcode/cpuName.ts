/** `Celeron J6412` of `Intel(R) Celeron(R) J6412 @ 2.00GHz`: what people call it. */
export function cpuName(modelName: string): string {
  const name = modelName
    .replace(/\((?:R|TM|C)\)/gi, '')
    .replace(/\b(?:Intel|AMD|CPU|Processor|Genuine|\d+-Core)\b|(?:@|\bwith\b).*$/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return name === '' ? 'This CPU' : name;
}
