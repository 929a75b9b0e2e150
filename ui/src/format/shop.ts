/** What a connected shop says, in words: how much of something, and how far it is. */
import type { Balance, Measure, ShopReward, ShopWish, TierAim } from '../generated/api';
import { locale, t, tOr, tryT } from '../messages/index.svelte';
import { amountWords } from './balances';
import { formatDate } from './dates';
import { formatAmount } from './numbers';

/** A round sum without its cents: €86, but €86.50. */
export function rounded(balance: Balance): Balance {
  const whole = 10 ** balance.scale;
  return balance.amount % whole === 0 ? { ...balance, amount: balance.amount / whole, scale: 0 } : balance;
}

/** "€86", "120 points", "3 purchases", "2". */
export function measureWords(measure: Measure): string {
  if (measure.kind === 'amount') return amountWords(rounded(measure.amount));
  const plain = formatAmount(measure.count, 0, locale());
  return measure.kind === 'purchases' ? t('tier.purchases', { count: measure.count, amount: plain }) : plain;
}

/** How much is missing to rise to a tier or to stay in it, and until when. */
export function aimWords(aim: TierAim, way: 'rise' | 'keep', now: Date): string {
  const tier = aim.name;
  if (aim.missing === null) return t(way === 'rise' ? 'tier.reached' : 'tier.kept', { tier });
  const missing = measureWords(aim.missing);
  if (aim.by === null) return t(way === 'rise' ? 'tier.rise' : 'tier.keep', { missing, tier });
  return t(way === 'rise' ? 'tier.riseBy' : 'tier.keepBy', { missing, tier, date: formatDate(aim.by, locale(), now, true) });
}

/** Why a shop said no, as the end of a sentence. `why` is the protocol's name of the problem; what it means may go by the wish. */
export function refusedWords(why: string | null, wish?: ShopWish['do']): string {
  const own = wish ? tryT(`refused.${wish}.${why ?? 'other'}`) : null;
  return own ?? tOr(`refused.${why ?? 'other'}`, 'refused.other');
}

/** From half of its cost on, a reward is nearly within reach. */
const NEAR = 50;

/** Only points are missing, and not many. */
export const isNear = (reward: ShopReward): boolean => !reward.canHave && reward.whyNot === 'points' && reward.percent >= NEAR;
