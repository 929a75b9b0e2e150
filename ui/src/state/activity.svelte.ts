/** The timeline as it is being read: filters outlive the page, so that coming back finds things as they were. */
import type { ActivityEntry, ActivityPage, Topic } from '../generated/api';
import { asFailure, platform, type ApiFailure } from '../platform';

interface Timeline {
  search: string;
  topics: Topic[];
  /** Only this card's lines. */
  card: { id: string; title: string } | null;
  entries: ActivityEntry[] | null;
  more: boolean;
  loading: boolean;
  failure: ApiFailure | null;
}

const PAGE = 50;
const fresh = (): Timeline => ({ search: '', topics: [], card: null, entries: null, more: false, loading: false, failure: null });
const state = $state<Timeline>(fresh());
let asked = 0;

export function timeline(): Timeline {
  return state;
}

/** Nothing narrows what is shown. */
export function unfiltered(): boolean {
  return state.search.trim() === '' && state.topics.length === 0 && state.card === null;
}

export function showEverything(): void {
  Object.assign(state, { search: '', topics: [], card: null });
}

/** As at the beginning. */
export function forgetTimeline(): void {
  Object.assign(state, fresh());
}

/** Reads the newest lines anew, as many as are shown. Only the newest question's answer counts. */
export async function readTimeline(): Promise<void> {
  await read(null, Math.min(200, Math.max(PAGE, state.entries?.length ?? 0)), (page) => page.entries);
}

/** Reads the lines before the oldest one that is shown. */
export async function readOlder(): Promise<void> {
  const shown = state.entries ?? [];
  const oldest = shown.at(-1);
  if (!oldest || !state.more || state.loading) return;
  await read(oldest.id, PAGE, (page) => [...shown, ...page.entries]);
}

async function read(before: string | null, limit: number, merge: (page: ActivityPage) => ActivityEntry[]): Promise<void> {
  asked += 1;
  const mine = asked;
  state.loading = true;
  try {
    const page = await platform().call('activity', { card: state.card?.id ?? null, topics: [...state.topics], search: state.search.trim(), before, limit });
    if (mine !== asked) return;
    state.entries = merge(page);
    state.more = page.more;
    state.failure = null;
  } catch (error) {
    if (mine === asked) state.failure = asFailure(error);
  } finally {
    if (mine === asked) state.loading = false;
  }
}
