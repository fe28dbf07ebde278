/** Where the evidence is too thin for a number, and why. */
import { hex } from '../../microcode';
import type { Comparison, Period } from './compare';
import { span } from './spans';

const day = 86_400_000;
/** Fewer say nothing about a rate. */
const fewest = 3;

/** So seldom does it stay quiet for so long by chance; then the failures had ended before. */
const seldom = 0.01;

/** A sentence that says why there is no number; undefined where there may be one. */
export function whyThin({ before, after, quiet, allGone }: Comparison): string | undefined {
  const deaths = before.deaths.length;
  if (deaths + after.deaths.length === 0) return 'The failures came at another revision, or at one that is not known: there is nothing to compare.';
  if (deaths === 0) return 'So the failures did not end with this revision; they were first seen at it.';
  if (deaths + after.deaths.length < fewest) return `That is too little to judge: ${deaths + after.deaths.length === 1 ? 'a single failure says' : 'two failures say'} nothing about how often they come.`;
  if (before.exposure.time <= 0) return 'How long guests ran before is not known, so nothing can be computed.';
  if (after.deaths.length === 0 && Math.max(0, 1 - quiet / before.exposure.time) ** deaths < seldom) {
    return `But the failures had ended before: none came in the last ${span(quiet).text} of running at ${hex(before.revision)}. What ended them may be something else, so no chance is computed.`;
  }
  if (allGone) return `Nothing can be said yet: ${after.exposure.time <= 0 ? 'the guests' : 'those that died before'} have not run since.`;
  const needed = Math.max(day, before.exposure.time / deaths);
  if (after.exposure.time < needed) {
    return after.exposure.time <= 0
      ? 'Nothing can be said yet: no guest has run since.'
      : `It is too early to judge: before, a failure came every ${span(before.exposure.time / deaths).text}; let at least ${span(needed).text} of running pass.`;
  }
  if ([before, after].some(mostlyAssumed)) return 'When guests ran is not known for most of that time, so no chance is computed.';
  return undefined;
}

function mostlyAssumed({ exposure: { time, assumed } }: Period): boolean {
  return assumed > time / 2;
}
