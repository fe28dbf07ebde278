/** Times that syslog wrote in the host's own time and without a year (`Dec 31 12:49:30`), as milliseconds since 1970. */
import type { Zone } from '../facts';
import type { Stamp } from './types';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const hour = 3_600_000;
const day = 24 * hour;
const quarterHour = hour / 4;

/**
 * The entries of one file, in its order, with their times. A file's last entry is not later than the file (`modifiedAt`), and
 * none is much later than the one behind it (a clock may have been set back): that tells the years.
 */
export function dated<T extends Stamp>(entries: readonly T[], modifiedAt: number, zone: Zone): (T & Stamp)[] {
  const offsetAt = offsetsOf(zone);
  let latest = modifiedAt + day;
  return [...entries]
    .reverse()
    .map((entry) => {
      const time = entry.time ?? (entry.timeText === undefined ? undefined : timeBefore(entry.timeText, latest, offsetAt));
      if (time === undefined) return entry;
      latest = Math.min(latest, time + 30 * day);
      return { ...entry, time };
    })
    .reverse();
}

function timeBefore(text: string, latest: number, offsetAt: (time: number) => number): number | undefined {
  const [, name = '', date, hours, minutes, seconds] = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)/.exec(text) ?? [];
  const month = months.indexOf(name);
  if (month < 0) return undefined;
  const newest = new Date(latest).getUTCFullYear();
  // A leap day is in one year of four, or of eight.
  for (let year = newest; year > newest - 9; year -= 1) {
    const wall = Date.UTC(year, month, Number(date), Number(hours), Number(minutes), Number(seconds));
    const time = wall - offsetAt(wall - offsetAt(wall));
    if (time <= latest && new Date(wall).getUTCMonth() === month) return time;
  }
  return undefined;
}

/** By the zone's name: a format is dear to make. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string): Intl.DateTimeFormat {
  const format = formats.get(name) ?? new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  formats.set(name, format);
  return format;
}

/** Milliseconds by which the zone is ahead of UTC at a time. */
function offsetsOf({ name, offset }: Zone): (time: number) => number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d)(\d\d)$/.exec(offset) ?? [];
  const fixed = (sign === '-' ? -1 : 1) * (Number(hours) * hour + Number(minutes) * 60_000);
  try {
    const format = formatOf(name);
    const known = new Map<number, number>();
    // Clocks are put forward and back at quarters of an hour.
    const ahead = (quarter: number) => {
      const time = quarter * quarterHour;
      const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
      return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - time;
    };
    return (time) => {
      const quarter = Math.floor(time / quarterHour);
      const offset = known.get(quarter) ?? ahead(quarter);
      known.set(quarter, offset);
      return offset;
    };
  } catch {
    return () => fixed;
  }
}
