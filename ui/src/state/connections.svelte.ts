/** The connections to shops, as last read. */
import type { ShopConnection } from '../generated/api';
import { asFailure, platform, type ApiFailure } from '../platform';
import { anySource } from './sources.svelte';

interface Connections {
  list: ShopConnection[] | null;
  failure: ApiFailure | null;
}

const state = $state<Connections>({ list: null, failure: null });

export function connections(): Connections {
  return state;
}

/** The connection that a card shows. */
export function connectionOf(card: string): ShopConnection | null {
  return state.list?.find((one) => one.card === card) ?? null;
}

/** Some shop can be asked: one that is connected, or one behind a pass. */
export function anyAsked(): boolean {
  return anySource() || (state.list?.length ?? 0) > 0;
}

export async function readConnections(): Promise<void> {
  try {
    state.list = await platform().call('connections', {});
    state.failure = null;
  } catch (error) {
    state.failure = asFailure(error);
  }
}
