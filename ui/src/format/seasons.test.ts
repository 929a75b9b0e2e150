/** Where clocks are changed twice a year: a moment is told on the clock of its own day. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { render, screen, within } from '@testing-library/svelte';
import ActivityDays from '../components/ActivityDays.svelte';
import type { ActivityEntry } from '../generated/api';
import { speak } from '../messages/index.svelte';
import { daysBetween } from './ages';
import { calendarDate, formatMoment, formatTime } from './dates';

const before = process.env['TZ'];

beforeAll(() => (process.env['TZ'] = 'Europe/Helsinki'));
afterAll(() => {
  vi.useRealTimers();
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});
beforeEach(() => speak('en', 'en-GB'));

const at = (text: string): number => Date.parse(text);

describe('in Helsinki, in November', () => {
  it.each([
    // Half past midnight, which is the evening before on winter's clock.
    ['2026-07-01T21:30:00Z', '2026-07-02', '0.30'],
    ['2026-11-20T21:30:00Z', '2026-11-20', '23.30'],
    // On both sides of the change.
    ['2026-10-25T00:59:00Z', '2026-10-25', '3.59'],
    ['2026-10-25T01:00:00Z', '2026-10-25', '3.00'],
  ])('%s', (moment, day, time) => {
    expect(calendarDate(new Date(at(moment)))).toBe(day);
    expect(formatTime(at(moment), 'fi-FI')).toBe(time);
    expect(formatMoment(at(moment), 'fi-FI', new Date(at('2026-11-22T12:00:00Z')))).toContain(time);
  });

  it('counts midnights over the change', () => {
    expect(daysBetween(at('2026-10-24T20:59:00Z'), at('2026-10-25T22:00:00Z'))).toBe(2);
    expect(daysBetween(at('2026-10-24T21:00:00Z'), at('2026-10-25T21:59:00Z'))).toBe(0);
  });

  it('puts what happened near midnight into its own day', () => {
    vi.useFakeTimers({ now: at('2026-11-22T12:00:00Z') });
    const entry = (id: string, moment: string): ActivityEntry => ({
      id,
      at: at(moment),
      topic: 'changes',
      card: 'card',
      cardTitle: 'Kahvila',
      colours: { background: '#123456', text: '#ffffff' },
      logo: null,
      what: { kind: 'code' },
    });
    const entries = [
      entry('a', '2026-11-20T21:59:00Z'),
      entry('b', '2026-10-25T01:30:00Z'),
      entry('c', '2026-10-25T00:30:00Z'),
      entry('d', '2026-07-01T21:30:00Z'),
      entry('e', '2026-07-01T20:30:00Z'),
    ];
    render(ActivityDays, { entries });
    const days = screen.getAllByRole('region').map((day) => [
      within(day).getByRole('heading').textContent,
      within(day).getAllByRole('listitem').length,
    ]);
    expect(days).toEqual([
      ['Friday 20 November', 1],
      ['Sunday 25 October', 2],
      ['Thursday 2 July', 1],
      ['Wednesday 1 July', 1],
    ]);
  });
});
