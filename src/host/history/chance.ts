/** The chance that failures would fall as they did if nothing had changed: each is as likely at any moment of running. */

/** That at least `before` of `all` fall into a share of the time (0 to 1): the upper tail of a binomial distribution. */
export function chanceOf(before: number, all: number, share: number): number {
  if (before <= 0) return 1;
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  let sum = 0;
  for (let hits = before; hits <= all; hits += 1) sum += Math.exp(logChoose(all, hits) + hits * Math.log(share) + (all - hits) * Math.log1p(-share));
  return Math.min(1, sum);
}

function logChoose(all: number, hits: number): number {
  let sum = 0;
  for (let step = 1; step <= hits; step += 1) sum += Math.log(all - hits + step) - Math.log(step);
  return sum;
}

/** `0.4 %`, `3.2 %`, `44 %`: no more digits than it deserves. */
export function percent(chance: number): string {
  const value = chance * 100;
  if (value < 0.01) return 'less than 0.01 %';
  if (value >= 10) return `${Math.round(value)} %`;
  return `${value >= 1 ? value.toFixed(1).replace(/\.0$/, '') : Number(value.toPrecision(1))} %`;
}
