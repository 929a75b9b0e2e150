/** Amounts in minor units, written as the reader writes numbers. */
import type { Balance, Unit } from '../generated/api';

type Decimal = Intl.StringNumericLiteral;

/** `amount / 10^scale` as decimal text, exact for every safe integer. */
export function decimalText(amount: number, scale: number): string {
  const sign = amount < 0 ? '-' : '';
  const digits = String(Math.abs(Math.trunc(amount))).padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A number with the reader's separators. Finnish groups "2 140" although CLDR waits for 10 000. */
export function formatAmount(amount: number, scale: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: scale,
    maximumFractionDigits: scale,
    useGrouping: 'always',
  } as Intl.NumberFormatOptions).format(decimalText(amount, scale) as Decimal);
}

/** An amount of money; a currency that Intl refuses is written after the number. */
export function formatMoney(amount: number, scale: number, code: string, locale: string): string {
  try {
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: code,
      minimumFractionDigits: scale,
      maximumFractionDigits: scale,
      useGrouping: 'always',
    } as Intl.NumberFormatOptions).format(decimalText(amount, scale) as Decimal);
  } catch {
    return `${formatAmount(amount, scale, locale)}\u00a0${code}`;
  }
}

/** A balance in full; `points` words the unit of points. */
export function formatBalance(
  balance: Balance,
  locale: string,
  points: (amount: string) => string,
): string {
  const { amount, scale, unit } = balance;
  if (unit.kind === 'currency') return formatMoney(amount, scale, unit.code, locale);
  const plain = formatAmount(amount, scale, locale);
  return unit.kind === 'points' ? points(plain) : `${plain}\u00a0${unit.code}`;
}

/** A distance on foot, to the next 50 metres. */
export function formatMetres(metres: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: 'meter', unitDisplay: 'short' }).format(Math.round(metres / 50) * 50);
}

/** Decimal places that a unit is kept with. */
export function scaleOf(unit: Unit): number {
  if (unit.kind !== 'currency') return 0;
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency: unit.code }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Reads what a person typed ("12,50", "1 234.5") into minor units; null when it is no number. */
export function parseAmount(text: string, atLeastScale: number): { amount: number; scale: number } | null {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replace('−', '-');
  const match = /^(-?)(\d{1,13})(?:[.,](\d{1,4}))?$/.exec(plain);
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const scale = Math.max(atLeastScale, fraction.length);
  const amount = Number(whole + fraction.padEnd(scale, '0'));
  if (!Number.isSafeInteger(amount)) return null;
  return { amount: sign && amount !== 0 ? -amount : amount, scale };
}

/** How a balance stands in an input: no grouping, the reader's decimal mark. */
export function editableAmount(balance: Balance, locale: string): string {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: balance.scale,
    maximumFractionDigits: balance.scale,
    useGrouping: false,
  }).format(decimalText(balance.amount, balance.scale) as Decimal);
}
