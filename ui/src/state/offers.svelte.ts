/** Offers of all cards. */
import type { CardOffer } from '../generated/api';
import { asFailure, platform, type ApiFailure } from '../platform';

interface Offers {
  list: CardOffer[] | null;
  /** By the shop's name instead of what ends first. */
  byShop: boolean;
  failure: ApiFailure | null;
}

const state = $state<Offers>({ list: null, byShop: false, failure: null });

export function offers(): Offers {
  return state;
}

export async function readOffers(): Promise<void> {
  try {
    state.list = await platform().call('offers', {});
    state.failure = null;
  } catch (error) {
    state.failure = asFailure(error);
  }
}
