/** Passes that came in one file lie behind each other. */
import type { PassSet } from '../../generated/api';
import { navigate } from '../../state/router.svelte';

/** The cards before and after one, where there are any. */
export function neighbours(set: PassSet, id: string): { before: string | null; after: string | null } {
  const at = set.cards.indexOf(id);
  if (at < 0) return { before: null, after: null };
  return { before: set.cards[at - 1] ?? null, after: set.cards[at + 1] ?? null };
}

/** Turns to the next (1) or previous (-1) card; `false` when there is none. Back then leads to the list, not through the set. */
export function turnTo(set: PassSet, id: string, step: -1 | 1): boolean {
  const { before, after } = neighbours(set, id);
  const to = step === 1 ? after : before;
  if (!to) return false;
  void navigate({ name: 'card', id: to }, { replace: true });
  return true;
}
