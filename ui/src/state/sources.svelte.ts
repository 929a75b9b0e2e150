/** The web services behind passes, as last read. */
import type { PassSource } from '../generated/api';
import { asFailure, platform, type ApiFailure } from '../platform';

const state = $state<{ list: PassSource[] | null; failure: ApiFailure | null }>({ list: null, failure: null });

export function sources(): { list: PassSource[] | null; failure: ApiFailure | null } {
  return state;
}

/** Some card gets updates from a shop. */
export function anySource(): boolean {
  return state.list?.some((source) => source.on) ?? false;
}

export async function readSources(): Promise<void> {
  try {
    state.list = await platform().call('passSources', {});
    state.failure = null;
  } catch (error) {
    state.failure = asFailure(error);
  }
}
