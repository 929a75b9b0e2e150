/** A finger drawn across turns to what is next. */
import type { Attachment } from 'svelte/attachments';

/** At least so far, in pixels, and twice as far across as up or down. */
const FAR = 60;

/** Calls back with 1 for onwards (drawn towards the start of the line) and -1 for back. A mouse selects text instead. */
export function swipe(turn: (step: -1 | 1) => void): Attachment<HTMLElement> {
  return (node) => {
    let from: { x: number; y: number } | null = null;
    const down = (event: PointerEvent): void => {
      const own = (event.target as Element).closest('[data-own-swipe]') !== null;
      from = event.pointerType === 'mouse' || !event.isPrimary || own ? null : { x: event.clientX, y: event.clientY };
    };
    const up = (event: PointerEvent): void => {
      if (!from || !event.isPrimary) return;
      const [across, along] = [event.clientX - from.x, event.clientY - from.y];
      from = null;
      if (Math.abs(across) < FAR || Math.abs(across) < 2 * Math.abs(along)) return;
      turn(across < 0 ? 1 : -1);
    };
    const lost = (): void => {
      from = null;
    };
    node.style.setProperty('touch-action', 'pan-y');
    node.addEventListener('pointerdown', down);
    node.addEventListener('pointerup', up);
    node.addEventListener('pointercancel', lost);
    return () => {
      node.style.removeProperty('touch-action');
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointerup', up);
      node.removeEventListener('pointercancel', lost);
    };
  };
}
