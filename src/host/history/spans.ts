/** Spans of time for sentences that compare them. */

const hour = 3_600_000;
const day = 24 * hour;

/** A span in one unit, as it is shown: what is computed with these numbers can be computed by hand. */
export interface Span {
  readonly value: number;
  readonly text: string;
}

/** `9 days`, `9.4 days`; below two days `20 h`, below two hours `25 min`. */
export function span(milliseconds: number): Span {
  const { size, unit } = milliseconds >= 2 * day ? days : milliseconds >= 2 * hour ? hours : minutes;
  return inUnit(milliseconds, size, unit);
}

/** Two spans in the same unit: days, unless one of them is shorter than two. */
export function spansAlike(first: number, second: number): readonly [Span, Span] {
  const { size, unit } = Math.min(first, second) >= 2 * day ? days : hours;
  return [inUnit(first, size, unit), inUnit(second, size, unit)];
}

const days = { size: day, unit: 'days' } as const;
const hours = { size: hour, unit: 'h' } as const;
const minutes = { size: 60_000, unit: 'min' } as const;

function inUnit(milliseconds: number, size: number, unit: string): Span {
  const exact = milliseconds / size;
  const value = exact >= 100 || unit === 'min' ? Math.round(exact) : Math.round(exact * 10) / 10;
  return { value, text: `${value} ${unit === 'days' && value === 1 ? 'day' : unit}` };
}
