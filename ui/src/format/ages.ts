/** How old something is, and when something comes, in the reader's words. */
import { locale, t } from '../messages/index.svelte';
import { formatDay } from './dates';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Older than this, a balance says how old it is. */
export const OLD = DAY;

/** "5 min ago", "yesterday", "in 3 hr"; a date when it is farther away than two weeks. */
export function age(at: number, now: number): string {
  const span = at - now;
  const size = Math.abs(span);
  if (size < MINUTE) return t('age.now');
  if (size > 14 * DAY) return formatDay(at, locale(), new Date(now));
  const words = (style: 'short' | 'long'): Intl.RelativeTimeFormat => new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style });
  // Short Swedish is spoken Swedish in CLDR ("sen"); a card writes it out.
  if (size < HOUR) return words('short').format(Math.trunc(span / MINUTE), 'minute').replace(/ sen$/, ' sedan');
  if (size < DAY) return words('long').format(Math.trunc(span / HOUR), 'hour');
  return words('long').format(daysBetween(now, at), 'day');
}

/** Midnights between two instants where the reader is; negative when `to` is earlier. */
export function daysBetween(from: number, to: number): number {
  const midnight = (at: number): number => {
    const day = new Date(at);
    return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
  };
  return Math.round((midnight(to) - midnight(from)) / DAY);
}

/** Days from today to a calendar date; null when it is none. */
export function daysUntil(date: string, now: number): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) return null;
  const day = new Date(now);
  const today = Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
  return Math.round((Date.parse(`${date}T00:00:00Z`) - today) / DAY);
}
