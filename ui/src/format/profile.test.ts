import { expect, test } from 'vitest';
import { birthdayOf, birthdayWords, dayAndMonth, languageName, phoneOf } from './profile';

test('phones are read as people type them, and only with their country', () => {
  for (const [text, number] of [
    ['+358 40 123 4567', '+358401234567'],
    ['00358-40-1234567', '+358401234567'],
    ['+46 (8) 123 456', '+468123456'],
    ['0401234567', undefined],
    ['+0123456789', undefined],
    ['+12', undefined],
    ['+35840x1234567', undefined],
    ['+1234567890123456', undefined],
  ] as const)
    expect(phoneOf(text), text).toBe(number);
});

test('a birthday is a day that there is in some year', () => {
  for (const [day, month, birthday] of [
    ['29', '02', '--02-29'],
    ['12', '05', '--05-12'],
    ['30', '02', undefined],
    ['31', '06', undefined],
    ['', '06', undefined],
    ['12', '', undefined],
  ] as const)
    expect(birthdayOf(day, month), `${day}.${month}.`).toBe(birthday);
  expect(dayAndMonth('--05-12')).toEqual({ day: '12', month: '05' });
  expect(dayAndMonth(null)).toBeNull();
  expect(birthdayWords('--05-12')).toBe('12 May');
  expect(birthdayWords('odd')).toBe('odd');
});

test('languages have names, and what is none is shown as it came', () => {
  expect(languageName('fi')).toBe('Finnish');
  expect(languageName('!')).toBe('!');
});
