/** What a shopper says about themselves to a shop, read and written. */
import { locale } from '../messages/index.svelte';

/** The days of a month, as two digits. */
export const DAYS = Array.from({ length: 31 }, (_, day) => String(day + 1).padStart(2, '0'));

/** The months in the reader's language, with their two digits. */
export function monthNames(): { value: string; name: string }[] {
  const month = new Intl.DateTimeFormat(locale(), { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, index) => ({
    value: String(index + 1).padStart(2, '0'),
    name: month.format(new Date(Date.UTC(2000, index, 1))),
  }));
}

/** Day and month of `--MM-DD` (ISO 8601), as two digits each. */
export function dayAndMonth(birthday: string | null): { day: string; month: string } | null {
  const [, month, day] = /^--(\d{2})-(\d{2})$/.exec(birthday ?? '') ?? [];
  return month && day ? { day, month } : null;
}

/** `--MM-DD`; `undefined` where half of it is missing, or there is no such day in any year. */
export function birthdayOf(day: string, month: string): string | undefined {
  // 2000 was a leap year: the 29th of February is somebody's birthday.
  const date = new Date(`2000-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day) ? `--${month}-${day}` : undefined;
}

/** A birthday as the reader writes it. */
export function birthdayWords(birthday: string): string {
  const known = dayAndMonth(birthday);
  if (!known) return birthday;
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`2000-${known.month}-${known.day}T00:00:00Z`));
}

/** A phone number as people type it, in E.164 (ITU-T); `undefined` for what is none with its country. */
export function phoneOf(text: string): string | undefined {
  const bare = text.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : undefined;
}

/** A language's name in the reader's language, beginning as a heading does. */
export function languageName(tag: string): string {
  try {
    const name = new Intl.DisplayNames(locale(), { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(locale()) + name.slice(1);
  } catch {
    // Not a language tag: shown as it came.
    return tag;
  }
}
