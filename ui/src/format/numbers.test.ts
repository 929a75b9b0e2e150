import { describe, expect, it } from 'vitest';
import type { Balance } from '../generated/api';
import { decimalText, editableAmount, formatAmount, formatBalance, formatMoney, parseAmount, scaleOf } from './numbers';

// Narrow and ordinary no-break spaces look alike to a person.
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace('\u2212', '-');

describe('amounts in minor units', () => {
  it.each([
    [2140, 0, '2140'],
    [1250, 2, '12.50'],
    [5, 2, '0.05'],
    [-5, 2, '-0.05'],
    [9007199254740991, 2, '90071992547409.91'],
  ])('%i with %i places is %s', (amount, scale, text) => expect(decimalText(amount, scale)).toBe(text));

  it.each([
    ['fi-FI', '2 140'],
    ['en-GB', '2,140'],
    ['en-FI', '2 140'],
  ])('%s groups thousands', (locale, text) => expect(plain(formatAmount(2140, 0, locale))).toBe(text));

  it('writes money as the reader does', () => {
    expect(plain(formatMoney(1250, 2, 'EUR', 'fi-FI'))).toBe('12,50 €');
    expect(plain(formatMoney(1250, 2, 'EUR', 'en-GB'))).toBe('€12.50');
  });

  it('writes a currency that Intl refuses after the number', () => {
    expect(plain(formatMoney(1250, 2, 'stars', 'fi-FI'))).toBe('12,50 stars');
  });

  it('keeps every digit of the largest amounts', () => {
    expect(plain(formatAmount(9007199254740991, 2, 'en-GB'))).toBe('90,071,992,547,409.91');
  });

  it('names the unit', () => {
    const balance = (unit: Balance['unit']): Balance => ({ amount: 64, scale: 0, unit });
    expect(plain(formatBalance(balance({ kind: 'points' }), 'fi-FI', (a) => `${a} p`))).toBe('64 p');
    expect(plain(formatBalance(balance({ kind: 'other', code: 'visits' }), 'fi-FI', (a) => a))).toBe('64 visits');
  });
});

describe('what a person types', () => {
  it.each([
    ['12,50', 2, { amount: 1250, scale: 2 }],
    ['12.5', 2, { amount: 1250, scale: 2 }],
    ['2 140', 0, { amount: 2140, scale: 0 }],
    ['1\u00a0234,5', 0, { amount: 12345, scale: 1 }],
    ['-3', 0, { amount: -3, scale: 0 }],
    ['−3', 0, { amount: -3, scale: 0 }],
  ])('%s is a number', (text, scale, expected) => expect(parseAmount(text, scale)).toEqual(expected));

  it.each(['', 'abc', '1,2,3', '1.23456', '12345678901234', '1e3'])('%s is none', (text) => expect(parseAmount(text, 0)).toBeNull());

  it('comes back into the field as it was typed', () => {
    expect(editableAmount({ amount: 1250, scale: 2, unit: { kind: 'currency', code: 'EUR' } }, 'fi-FI')).toBe('12,50');
  });

  it('knows the places of a currency', () => {
    expect(scaleOf({ kind: 'currency', code: 'EUR' })).toBe(2);
    expect(scaleOf({ kind: 'currency', code: 'JPY' })).toBe(0);
    expect(scaleOf({ kind: 'points' })).toBe(0);
  });
});
