/** Where the person is. One page, addresses after `#`, the browser's own back and forward. */
import { tick } from 'svelte';
import { href, isList, parentOf, parseRoute, type ListName, type Route } from './routes';

export { href } from './routes';
export type { ListName, Route } from './routes';

interface Position {
  depth: number;
}

const here = $state<{ route: Route; list: ListName }>({ route: { name: 'cards' }, list: 'cards' });
let depth = 0;
let guard: (() => Promise<boolean>) | null = null;

/** The place that is shown. */
export function route(): Route {
  return here.route;
}

/** The list that stands beside an open card. */
export function listInUse(): ListName {
  return here.list;
}

/** Asks before a place is left; hand in `null` when nothing would be lost. */
export function guardLeaving(ask: (() => Promise<boolean>) | null): void {
  guard = ask;
}

export function startRouter(): () => void {
  depth = position()?.depth ?? 0;
  history.replaceState({ depth } satisfies Position, '');
  show(parseRoute(location.hash));
  const popped = (): void => void onPop();
  window.addEventListener('popstate', popped);
  document.addEventListener('click', onClick);
  return () => {
    window.removeEventListener('popstate', popped);
    document.removeEventListener('click', onClick);
  };
}

/** Goes to a place. */
export async function navigate(to: Route, options: { replace?: boolean; morph?: HTMLElement | null } = {}): Promise<void> {
  if (!(await mayLeave())) return;
  await moving(options.morph ?? tileOf(to), () => {
    if (options.replace) {
      history.replaceState({ depth } satisfies Position, '', href(to));
    } else {
      depth += 1;
      history.pushState({ depth } satisfies Position, '', href(to));
    }
    show(to);
  });
}

/** Goes back, or up where there is nothing to go back to. */
export async function back(): Promise<void> {
  if (depth > 0) {
    history.back();
    return;
  }
  await navigate(parentOf(here.route), { replace: true });
}

async function onPop(): Promise<void> {
  const wanted = position()?.depth ?? 0;
  if (guard && !(await mayLeave())) {
    // Already moved by the browser: put the address back.
    history.pushState({ depth } satisfies Position, '', href(here.route));
    return;
  }
  depth = wanted;
  const to = parseRoute(location.hash);
  await moving(tileOf(to), () => show(to));
}

/** Going from a card to the list ends at the card's tile. */
function tileOf(to: Route): { toTile: string } | null {
  const from = here.route;
  return from.name === 'card' && (to.name === 'cards' || to.name === 'archive') ? { toTile: from.id } : null;
}

function show(to: Route): void {
  if (isList(to)) here.list = to.name;
  here.route = to;
}

async function mayLeave(): Promise<boolean> {
  if (!guard) return true;
  if (!(await guard())) return false;
  guard = null;
  return true;
}

function position(): Position | null {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'depth' in state ? (state as Position) : null;
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href^="#"]');
  const address = link?.getAttribute('href');
  if (!link || !address?.startsWith('#/')) return;
  event.preventDefault();
  const tile = link.matches('[data-morph]') ? (link as HTMLElement) : null;
  void navigate(parseRoute(address), { morph: tile });
}

/** One movement between tile and card, where the web view can and the person allows it. */
async function moving(morph: HTMLElement | { toTile: string } | null, change: () => void): Promise<void> {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const narrow = matchMedia('(max-width: 1099px)').matches;
  if (!morph || still || !narrow || !document.startViewTransition) {
    change();
    return;
  }
  let named = morph instanceof HTMLElement ? morph : null;
  named?.style.setProperty('view-transition-name', 'card');
  const transition = document.startViewTransition(async () => {
    named?.style.removeProperty('view-transition-name');
    change();
    await tick();
    if (morph instanceof HTMLElement) {
      await plateShown();
    } else {
      named = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(morph.toTile)}"]`);
      named?.style.setProperty('view-transition-name', 'card');
    }
  });
  transition.ready.catch(() => undefined);
  transition.finished.then(
    () => named?.style.removeProperty('view-transition-name'),
    () => undefined,
  );
  await transition.updateCallbackDone.catch(() => undefined);
}

/** The card's plate is on the page, or it takes too long to wait for a picture's sake. */
function plateShown(): Promise<void> {
  return new Promise((resolve) => {
    const there = (): boolean => document.querySelector('[data-testid="code-plate"]') !== null;
    if (there()) return resolve();
    const watcher = new MutationObserver(() => there() && finish());
    const patience = setTimeout(() => finish(), 200);
    const finish = (): void => {
      watcher.disconnect();
      clearTimeout(patience);
      resolve();
    };
    watcher.observe(document.body, { childList: true, subtree: true });
  });
}
