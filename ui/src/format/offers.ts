/** What an offer gives and until when, in the fewest words. */
import type { Balance, CardOffer, Offer, OfferValue, ShopOffer, ShopView } from '../generated/api';
import { locale, t } from '../messages/index.svelte';
import { daysUntil } from './ages';
import { formatDate } from './dates';
import { formatBalance } from './numbers';
import { rounded } from './shop';

/** The hero of an offer: "−20 %", "€30 off", "2×", "Free"; null where the shop's words do not tell. */
export function offerValue(value: OfferValue | null): string | null {
  switch (value?.kind) {
    case 'percent':
      return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(-value.tenths / 1000).replace('-', '−');
    case 'multiplier':
      return t('offer.times', { factor: new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value.tenths / 10) });
    case 'gift':
      return t('offer.gift');
    case 'amount': {
      const text = short(value.amount);
      // A long word for points may stand under its number.
      return value.amount.unit.kind === 'currency' ? t('offer.amountOff', { amount: text }) : t('offer.pointsMore', { amount: text }).replace('\u00a0', value.amount.unit.kind === 'other' ? ' ' : '\u00a0');
    }
    case 'fixedPrice':
      return short(value.price);
    case 'stamps':
      return t('offer.stamps', { count: value.count });
    default:
      return null;
  }
}

/** A round sum is told without its cents: the hero is short. */
const short = (balance: Balance): string => formatBalance(rounded(balance), locale(), (plain) => t('tile.points', { amount: plain }));

/** A shop's offer as one of the Offers place. */
export function asCardOffer(view: ShopView, offer: ShopOffer): CardOffer {
  const { card, cardTitle, colours, logo } = view.connection;
  const found = { field: offer.id, label: null, by: 'shop' } as const;
  return { card, cardTitle, colours, logo, offer: { title: offer.title, body: offer.body, value: offer.value, until: offer.until, found }, shop: offer, asOf: view.asOf ?? 0 };
}

/** Until when: "ends today", "until Sunday", "12 days left", "until 4 March". */
export function offerUntil(until: string | null, now: number): string {
  if (until === null) return t('offer.open');
  const days = daysUntil(until, now);
  if (days === 0) return t('offer.today');
  if (days === 1) return t('offer.tomorrow');
  if (days !== null && days > 1 && days < 7) return t('offer.until', { date: weekday(until) });
  if (days !== null && days > 1 && days <= 14) return t('offer.daysLeft', { count: days });
  return t('offer.until', { date: formatDate(until, locale(), new Date(now), true) });
}

/** It may still be used today. */
export function stillOn(offer: Offer, now: number): boolean {
  return offer.until === null || (daysUntil(offer.until, now) ?? 0) >= 0;
}

/** "Sunday"; Finnish would bend the name of the day, so it says "su 22.11." */
function weekday(date: string): string {
  const finnish = locale().startsWith('fi');
  const shape: Intl.DateTimeFormatOptions = finnish ? { weekday: 'short', day: 'numeric', month: 'numeric' } : { weekday: 'long' };
  return new Intl.DateTimeFormat(locale(), { ...shape, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}
