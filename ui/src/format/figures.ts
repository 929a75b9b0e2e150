/** Sums by month for charts: the last twelve months, and what stands in each. */
import type { Balance, Figures, MoneyFigures } from '../generated/api';

/** `YYYY-MM` of the last twelve months, oldest first. */
export function lastMonths(now: Date, count = 12): string[] {
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(now.getFullYear(), now.getMonth() - (count - 1 - back), 1);
    return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, '0')}`;
  });
}

/** One row of bars. */
export interface Series {
  label: string;
  amounts: Balance[];
}

/** The sums of a shop in these months; nothing where nothing happened. */
export function byMonth<M extends { month: string }>(months: string[], sums: M[], pick: (sums: M) => Balance, none: Balance): Balance[] {
  return months.map((month) => {
    const found = sums.find((one) => one.month === month);
    return found ? pick(found) : { ...none, amount: 0 };
  });
}

/** Money of several shops in one currency, added up by month. */
export function added(shops: MoneyFigures[], months: string[], pick: 'paid' | 'saved'): Balance[] {
  const [first] = shops;
  const none: Balance = { amount: 0, scale: first?.months[0]?.paid.scale ?? 2, unit: first?.unit ?? { kind: 'points' } };
  return months.map((month) => shops.reduce((sum, shop) => ({ ...sum, amount: sum.amount + (shop.months.find((one) => one.month === month)?.[pick].amount ?? 0) }), none));
}

/** The sum of amounts of one unit. */
export function total(amounts: Balance[], none: Balance): Balance {
  return { ...none, amount: amounts.reduce((sum, { amount }) => sum + amount, 0) };
}

/** Currencies in which anything was paid, the most used one first. */
export function currencies({ money }: Figures): string[] {
  const counts = new Map<string, number>();
  for (const shop of money) {
    const code = shop.unit.kind === 'currency' ? shop.unit.code : '';
    counts.set(code, (counts.get(code) ?? 0) + shop.months.reduce((sum, { purchases }) => sum + purchases, 0));
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([code]) => code);
}
