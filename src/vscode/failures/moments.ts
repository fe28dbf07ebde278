/** Points of time in words, and the marks of an axis of time. */

/** `local`: by this computer's clock and time zone; `utc`: for readers elsewhere. */
export type Zone = 'local' | 'utc';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

function parts(time: number, zone: Zone): { year: number; month: number; day: number; hour: number; minute: number } {
  const date = new Date(time);
  return zone === 'utc'
    ? { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes() }
    : { year: date.getFullYear(), month: date.getMonth(), day: date.getDate(), hour: date.getHours(), minute: date.getMinutes() };
}

/** `2026-11-12 09:14`. */
export function moment(time: number, zone: Zone = 'local'): string {
  const { year, month, day, hour, minute } = parts(time, zone);
  return `${year}-${two(month + 1)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

export interface Tick {
  readonly time: number;
  readonly label: string;
}

const hour = 3_600_000;
const day = 24 * hour;
const mostTicks = 6;
const hourSteps = [1, 3, 6, 12];
const daySteps = [1, 2, 4, 7, 14, 28, 56, 91, 182, 364, 728];

/** At most six, at full hours or at midnights of this computer's time zone: `09:00`, `12 Nov`, `Nov 2026`. */
export function ticksOf(from: number, until: number): readonly Tick[] {
  const span = until - from;
  const hours = hourSteps.find((step) => span / (step * hour) < mostTicks);
  const ticks: Tick[] = [];
  const at = new Date(from);
  if (hours !== undefined) {
    at.setMinutes(0, 0, 0);
    at.setHours(Math.ceil(at.getHours() / hours) * hours + (at.getTime() < from && at.getHours() % hours === 0 ? hours : 0));
    for (; at.getTime() <= until && ticks.length < mostTicks; at.setHours(at.getHours() + hours)) ticks.push(tickAt(at.getTime(), at.getHours() === 0 ? 'day' : 'hour'));
    return ticks;
  }
  const days = daySteps.find((step) => span / (step * day) < mostTicks) ?? Math.ceil(span / day / (mostTicks - 1));
  at.setHours(0, 0, 0, 0);
  if (at.getTime() < from) at.setDate(at.getDate() + 1);
  for (; at.getTime() <= until && ticks.length < mostTicks; at.setDate(at.getDate() + days)) ticks.push(tickAt(at.getTime(), days >= 91 ? 'month' : 'day'));
  return ticks;
}

function tickAt(time: number, by: 'hour' | 'day' | 'month'): Tick {
  const { year, month, day: date, hour: hours } = parts(time, 'local');
  const name = months[month] ?? '';
  return { time, label: by === 'hour' ? `${two(hours)}:00` : by === 'day' ? `${date} ${name}` : `${name} ${year}` };
}
