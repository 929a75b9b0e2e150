/** Short messages at the edge of the screen, with an action where there is one. */
import type { Done } from '../generated/api';
import { errorWords, t } from '../messages/index.svelte';
import { asFailure, platform } from '../platform';

export interface Toast {
  id: number;
  text: string;
  kind: 'plain' | 'problem';
  action: { label: string; run: () => void } | null;
  /** The action takes a step back. */
  undo: boolean;
}

/** How long an undo stands, in milliseconds. */
const UNDO_FOR = 8000;
const PLAIN_FOR = 4000;
const PROBLEM_FOR = 10_000;

const shown = $state<{ list: Toast[] }>({ list: [] });
const timers = new Map<number, { left: number; since: number; timer: ReturnType<typeof setTimeout> | null }>();
let last = 0;

export function toasts(): Toast[] {
  return shown.list;
}

export function say(text: string): void {
  push({ text, kind: 'plain', action: null, undo: false }, PLAIN_FOR);
}

export function sayProblem(text: string): void {
  push({ text, kind: 'problem', action: null, undo: false }, PROBLEM_FOR);
}

export function sayWith(text: string, label: string, run: () => void): void {
  push({ text, kind: 'plain', action: { label, run }, undo: false }, UNDO_FOR);
}

/** Tells what was done and offers to take it back. */
export function sayDone(text: string, done: Pick<Done, 'undo'>): void {
  const step = done.undo;
  if (!step) {
    say(text);
    return;
  }
  push({ text, kind: 'plain', action: { label: t('action.undo'), run: () => void takeBack(step) }, undo: true }, UNDO_FOR);
}

/** Takes a step back and tells how it went. */
export async function takeBack(step: string | null, words?: string): Promise<boolean> {
  const undone = await attempt(() => platform().call('undo', { step }));
  if (!undone) return false;
  say(undone.kept > 0 ? t('done.undoneSome', { restored: undone.restored, kept: undone.kept }) : (words ?? t('done.undone')));
  return true;
}

/** Runs something that may fail; a failure becomes a message and `null`. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    sayProblem(errorWords(asFailure(error)));
    return null;
  }
}

export function dismiss(id: number): void {
  hold(id);
  timers.delete(id);
  shown.list = shown.list.filter((toast) => toast.id !== id);
}

/** Stops the clock of a toast while someone reads or reaches for it. */
export function hold(id: number): void {
  const clock = timers.get(id);
  if (!clock?.timer) return;
  clearTimeout(clock.timer);
  clock.timer = null;
  clock.left = Math.max(1500, clock.left - (Date.now() - clock.since));
}

export function release(id: number): void {
  const clock = timers.get(id);
  if (!clock || clock.timer) return;
  clock.since = Date.now();
  clock.timer = setTimeout(() => dismiss(id), clock.left);
}

function push(toast: Omit<Toast, 'id'>, stay: number): void {
  last += 1;
  const id = last;
  // One undo at a time, three messages at most: a stack nobody can read helps nobody.
  const kept = shown.list.filter((other) => !(toast.undo && other.undo)).slice(-2);
  for (const other of shown.list) if (!kept.includes(other)) dismiss(other.id);
  shown.list = [...kept, { ...toast, id }];
  timers.set(id, { left: stay, since: Date.now(), timer: setTimeout(() => dismiss(id), stay) });
}
