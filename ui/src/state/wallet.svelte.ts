/** What the wallet is doing, the settings, and how often things changed. */
import type { Event, Settings, WalletStatus } from '../generated/api';
import { speak } from '../messages/index.svelte';
import { asFailure, platform, type ApiFailure } from '../platform';
import { applyTheme } from './theme';

interface State {
  status: WalletStatus | null;
  settings: Settings | null;
  /** The status itself could not be read. */
  failure: ApiFailure | null;
  /** Counts changes of cards or groups; reading it in an effect makes the effect follow them. */
  cards: number;
  /** Counts changes of the timeline. */
  activity: number;
  /** Counts changes of the services behind passes. */
  sources: number;
  /** Counts changes of the connections to shops. */
  connections: number;
  /** A card that somebody outside of the window asked to see. */
  wanted: { id: string } | null;
  /** Files wait that were opened with the app. */
  opened: number;
  /** The address of a shop waits that was opened with the app. */
  addressed: number;
}

const state = $state<State>({ status: null, settings: null, failure: null, cards: 0, activity: 0, sources: 0, connections: 0, wanted: null, opened: 0, addressed: 0 });

export function wallet(): State {
  return state;
}

/** Reads everything anew and follows the core's hints from then on. */
export async function startWallet(): Promise<() => void> {
  const stop = platform().onEvent(heard);
  await refreshStatus();
  return stop;
}

export async function refreshStatus(): Promise<void> {
  try {
    take(await platform().call('walletStatus', {}));
    state.failure = null;
  } catch (error) {
    state.failure = asFailure(error);
    return;
  }
  if (state.status?.state === 'ready') await readSettings();
}

/** Takes the answer of a command that may have opened the wallet. */
export async function opened(status: WalletStatus): Promise<void> {
  take(status);
  if (status.state === 'ready') {
    await readSettings();
    state.cards += 1;
    state.opened += 1;
    state.addressed += 1;
  }
}

let last: Promise<unknown> = Promise.resolve();

/** Settings are read and written whole, one after the other: two quick changes would undo one another. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}

/** Changes settings; what depends on the settings as they are is given as a function of them. */
export async function changeSettings(change: Partial<Settings> | ((now: Settings) => Partial<Settings>)): Promise<void> {
  await inTurn(async () => {
    if (!state.settings) return;
    const now = $state.snapshot(state.settings);
    use(await platform().call('settingsUpdate', { ...now, ...(typeof change === 'function' ? change(now) : change) }));
  });
}

async function readSettings(): Promise<void> {
  try {
    await inTurn(async () => {
      let settings = await platform().call('settings', {});
      if (settings.locale !== navigator.language) {
        settings = await platform().call('settingsUpdate', { ...settings, locale: navigator.language });
      }
      use(settings);
    });
  } catch (error) {
    state.failure = asFailure(error);
  }
}

function use(settings: Settings): void {
  state.settings = settings;
  speak(settings.language, navigator.language);
  applyTheme(settings.theme);
}

function take(status: WalletStatus): void {
  state.status = status;
}

function heard(event: Event): void {
  switch (event.event) {
    case 'cardsChanged':
    case 'groupsChanged':
      state.cards += 1;
      break;
    case 'activityChanged':
      state.activity += 1;
      break;
    case 'sourcesChanged':
      state.sources += 1;
      break;
    case 'connectionsChanged':
      state.connections += 1;
      break;
    case 'jobChanged':
      for (const watcher of jobWatchers) watcher(event.job);
      break;
    case 'openCard':
      state.wanted = { id: event.id };
      break;
    case 'settingsChanged':
      void readSettings();
      break;
    case 'filesOpened':
      state.opened += 1;
      break;
    case 'addressOpened':
      state.addressed += 1;
      break;
    case 'walletChanged':
    case 'overflow':
      state.cards += 1;
      state.activity += 1;
      state.sources += 1;
      state.connections += 1;
      void refreshStatus();
      break;
    case 'progress':
      for (const watcher of watchers) watcher(event.job, event.done, event.total);
      break;
  }
}

type Watcher = (job: string, done: number, total: number) => void;
const watchers = new Set<Watcher>();

/** Hears how far jobs are. */
export function watchProgress(watcher: Watcher): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

const jobWatchers = new Set<(job: string) => void>();

/** Hears that a job which outlives its command came a step further. */
export function watchJobs(watcher: (job: string) => void): () => void {
  jobWatchers.add(watcher);
  return () => jobWatchers.delete(watcher);
}
