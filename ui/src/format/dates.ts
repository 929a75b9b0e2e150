/** Calendar dates (`YYYY-MM-DD`) and instants (milliseconds), as the reader writes them. */

/** The calendar date of an instant where the reader is. */
export function calendarDate(now: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/** A calendar date; the year is left out when it is this year's. */
export function formatDate(date: string, locale: string, now: Date, long = false): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) return date;
  const instant = new Date(`${date}T00:00:00Z`);
  const thisYear = Number(parts[1]) === now.getFullYear();
  return new Intl.DateTimeFormat(locale, { ...shape(locale, thisYear, long), timeZone: 'UTC' }).format(instant);
}

/** The day of an instant in the reader's time zone. */
export function formatDay(at: number, locale: string, now: Date): string {
  return formatDate(calendarDate(new Date(at)), locale, now, true);
}

/** Day and time of an instant in the reader's time zone. */
export function formatMoment(at: number, locale: string, now: Date): string {
  const when = new Date(at);
  const thisYear = when.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    ...shape(locale, thisYear, true),
    hour: 'numeric',
    minute: '2-digit',
  }).format(when);
}

/** The time of day of an instant, where the reader is. */
export function formatTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(at));
}

/** Finnish dates are numbers ("30.11."); English ones name the month. */
function shape(locale: string, thisYear: boolean, long: boolean): Intl.DateTimeFormatOptions {
  const numeric = locale.startsWith('fi');
  const month = numeric ? 'numeric' : long ? 'long' : 'short';
  return { day: 'numeric', month, ...(thisYear ? {} : { year: 'numeric' }) };
}
