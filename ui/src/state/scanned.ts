/** A scanned code on its way to the form for a new card. */
import type { ScannedCode } from '../scan/code';
import { emptyDraft, newKey, type Draft } from './draft';

let kept: ScannedCode | null = null;

/** The next empty form begins with this code. */
export function keepForForm(code: ScannedCode): void {
  kept = code;
}

/** A draft for a new card, with the code that was kept for it. */
export function newDraft(): Draft {
  const draft = emptyDraft();
  if (kept) draft.symbols = [{ ...kept, key: newKey(), picked: true }];
  kept = null;
  return draft;
}
