/** Balances that a shop keeps, in words. */
import type { Balance, ShopBalance } from '../generated/api';
import { locale, t } from '../messages/index.svelte';
import { daysUntil } from './ages';
import { formatDate } from './dates';
import { formatAmount, formatBalance } from './numbers';

/** For a sentence: "180 points", "€12.50". */
export function amountWords(balance: Balance): string {
  return formatBalance(balance, locale(), (amount) => t('unit.points', { amount, count: balance.scale === 0 ? balance.amount : 2 }));
}

/** For a table or beside a label: "2 140", "€12.50". */
export function amountAlone(balance: Balance): string {
  return balance.unit.kind === 'points' ? formatAmount(balance.amount, balance.scale, locale()) : formatBalance(balance, locale(), (amount) => amount);
}

/** What of a balance ends, and when; null when nothing is known to. */
export function expiryWords(balance: ShopBalance, now: number): string | null {
  const { expiring, expiresOn } = balance;
  if (expiresOn === null || (expiring !== null && expiring.amount === 0)) return null;
  const date = formatDate(expiresOn, locale(), new Date(now), true);
  const days = daysUntil(expiresOn, now) ?? 0;
  if (days < 0) return t('balance.ended', { date });
  if (expiring === null) return t('balance.someExpires', { date });
  const amount = amountWords(expiring);
  return days === 0 ? t('balance.expiresToday', { amount }) : t('balance.expires', { amount, date });
}

/** The change between two amounts of one unit, with its sign: "+150", "−€5.00"; null when there is none to tell. */
export function difference(before: Balance | null, after: Balance | null): string | null {
  if (!before || !after || before.scale !== after.scale || JSON.stringify(before.unit) !== JSON.stringify(after.unit)) return null;
  const by = after.amount - before.amount;
  if (by === 0) return null;
  return `${by > 0 ? '+' : '−'}${amountAlone({ ...after, amount: Math.abs(by) })}`;
}
