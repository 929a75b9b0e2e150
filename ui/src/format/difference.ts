/** What differs in an import, in the reader's words. */
import type { FieldDifference } from '../generated/api';
import { locale, t, tOr, tryT } from '../messages/index.svelte';
import { formatDate } from './dates';
import { formatAmount, formatMoney } from './numbers';

/** The name of a field; a pass's own fields come with the issuer's label. */
export function differenceName(field: string): string {
  return tryT(`difference.${field}`) ?? (field || tOr('difference.other', 'difference.other'));
}

/** A value of a field as the reader writes such values. */
export function differenceValue(field: FieldDifference['field'], value: string): string {
  switch (field) {
    case 'favourite':
    case 'archived':
    case 'voided':
      return value === 'yes' ? t('value.yes') : value === 'no' ? t('value.no') : value;
    case 'pass':
      return tryT(`provenance.${value}`) ?? value;
    case 'front':
    case 'back':
    case 'icon':
      return value ? t('value.picture') : '';
    case 'validFrom':
    case 'validUntil':
      return formatDate(value, locale(), new Date(0), true);
    case 'balance':
      return balance(value);
    default:
      return value;
  }
}

/** "12.50 EUR" and "150 points" come as the terminal writes them. */
function balance(value: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))? (.+)$/.exec(value);
  if (!match) return value;
  const [, sign = '', whole = '0', fraction = '', unit = ''] = match;
  const amount = Number(`${sign}${whole}${fraction}`);
  if (unit === 'points') return t('tile.points', { amount: formatAmount(amount, fraction.length, locale()) });
  if (/^[A-Z]{3}$/.test(unit)) return formatMoney(amount, fraction.length, unit, locale());
  return `${formatAmount(amount, fraction.length, locale())}\u00a0${unit}`;
}
