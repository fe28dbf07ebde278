/** The time that a log tells, as far as it tells it. */

const unix = /^\d{9,}\.\d+$/;
const microseconds = /^\d{15,17}$/;
const sure = /^(?:\S+ )?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))? ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$/;

/**
 * Milliseconds since 1970. A BSD time has no year, a zone's short name no sure offset, and seconds since boot no date:
 * then undefined.
 */
export function timeOf(text: string): number | undefined {
  if (unix.test(text)) return Math.round(Number(text) * 1000);
  if (microseconds.test(text)) return Math.floor(Number(text) / 1000);
  const matched = sure.exec(text);
  if (!matched) return undefined;
  const [, date = '', clock = '', fraction = '0', zone = ''] = matched;
  const time = Date.parse(`${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${offset(zone)}`);
  return Number.isNaN(time) ? undefined : time;
}

function offset(zone: string): string {
  if (/^[A-Z]/.test(zone)) return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}
