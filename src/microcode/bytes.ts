/** Little-endian numbers of update files, the date that both vendors write, and hex for messages. */

export interface UpdateError {
  /** Where in the file the update, container or section begins that is at fault. */
  readonly offset: number;
  readonly message: string;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const u32 = (view: DataView, offset: number): number => view.getUint32(offset, true);
export const u16 = (view: DataView, offset: number): number => view.getUint16(offset, true);

/** `0x1a`. */
export const hex = (value: number): string => `0x${value.toString(16)}`;

/** Both vendors write the digits of a date as hex, mmddyyyy: 0x04052024. Undefined where that is no day of the calendar. */
export function dateOf(code: number): string | undefined {
  const digits = code.toString(16).padStart(8, '0');
  const iso = `${digits.slice(4)}-${digits.slice(0, 2)}-${digits.slice(2, 4)}`;
  const time = /^\d{4}-\d\d-\d\d$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined;
}
