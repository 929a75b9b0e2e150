/** Offers of all cards, the rewards near the points there are, and what was saved so far. */
import type { CardOffer, CardReward, Savings } from '../generated/api';
import { asFailure, platform, type ApiFailure } from '../platform';

export const ORDERS = ['forMe', 'soonest', 'byShop', 'nearby', 'hidden'] as const;
export type OfferOrder = (typeof ORDERS)[number];

interface Offers {
  list: CardOffer[] | null;
  rewards: CardReward[];
  savings: Savings | null;
  order: OfferOrder;
  failure: ApiFailure | null;
}

const state = $state<Offers>({ list: null, rewards: [], savings: null, order: 'forMe', failure: null });

export function offers(): Offers {
  return state;
}

export async function readOffers(): Promise<void> {
  try {
    const [list, rewards, savings] = await Promise.all([platform().call('offers', {}), platform().call('rewards', {}), platform().call('savings', {})]);
    Object.assign(state, { list, rewards, savings, failure: null });
  } catch (error) {
    state.failure = asFailure(error);
  }
}
