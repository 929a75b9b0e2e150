import { describe, expect, it } from 'vitest';
import { calendarDate, formatDate } from './dates';

const now = new Date(2026, 10, 21, 12);

describe('calendar dates', () => {
  it.each([
    ['2026-11-30', 'fi-FI', '30.11.'],
    ['2027-01-31', 'fi-FI', '31.1.2027'],
    ['2026-11-30', 'en-GB', '30 Nov'],
    ['2027-01-31', 'en-GB', '31 Jan 2027'],
    ['2026-11-30', 'sv-FI', '30 nov.'],
    ['2027-01-31', 'sv-FI', '31 jan. 2027'],
  ])('%s in %s is %s', (date, locale, text) => expect(formatDate(date, locale, now)).toBe(text));

  it('names the month in full where there is room', () => expect(formatDate('2026-11-30', 'en-GB', now, true)).toBe('30 November'));

  it('never moves a date across midnight', () => {
    for (const date of ['2026-01-01', '2026-12-31']) expect(formatDate(date, 'fi-FI', now)).toBe(date === '2026-01-01' ? '1.1.' : '31.12.');
  });

  it('shows what is no date as it came', () => expect(formatDate('soon', 'fi-FI', now)).toBe('soon'));

  it('tells the date where the reader is', () => expect(calendarDate(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05'));
});
