/** Spans of time in words. */

/** Milliseconds as the largest unit that is at least one: `9 days`, `2 h`, `5 min`, `12 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 2 * 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} days`;
}

/** Seconds as a bound: `45 s`, and `5 min` for 250 s, since rounding down would promise too much. */
export function upTo(seconds: number): string {
  return duration(1000 * (seconds < 60 ? seconds : 60 * Math.ceil(seconds / 60)));
}
