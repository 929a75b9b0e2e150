/** The home list's query; it outlives the list, so that coming back finds things as they were. */
import type { CardList, CardQuery, CardSort } from '../generated/api';
import { asFailure, platform, type ApiFailure } from '../platform';

interface ListState {
  search: string;
  group: string | null;
  data: CardList | null;
  failure: ApiFailure | null;
  selecting: boolean;
  selected: string[];
}

const state = $state<ListState>({ search: '', group: null, data: null, failure: null, selecting: false, selected: [] });

export function list(): ListState {
  return state;
}

/** There is not one card in the wallet. */
export function walletIsEmpty(): boolean {
  const data = state.data;
  return data !== null && data.total === 0 && data.archived === 0 && state.search === '';
}

let asked = 0;

/** Reads the list. Only the newest question's answer counts. */
export async function readList(archived: boolean): Promise<void> {
  asked += 1;
  const mine = asked;
  const query: CardQuery = { search: state.search.trim(), group: state.group, archived, sort: null };
  try {
    const data = await platform().call('cards', query);
    if (mine !== asked) return;
    if (state.group && !data.groups.some((group) => group.id === state.group)) {
      state.group = null;
      await readList(archived);
      return;
    }
    state.data = data;
    state.failure = null;
  } catch (error) {
    if (mine === asked) state.failure = asFailure(error);
  }
}

export function stopSelecting(): void {
  state.selecting = false;
  state.selected = [];
}

export function toggleSelected(id: string): void {
  state.selected = state.selected.includes(id) ? state.selected.filter((other) => other !== id) : [...state.selected, id];
}

export const SORTS: CardSort[] = ['manual', 'name', 'lastUsed', 'mostUsed', 'added', 'expiry'];
