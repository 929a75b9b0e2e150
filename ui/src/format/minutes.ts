/** Minutes of the day, as an input for times reads and writes them ("22:00"). */

export function clockText(minute: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

/** Null when it is no time of the day. */
export function minuteOf(text: string): number | null {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)/.exec(text);
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null;
}
