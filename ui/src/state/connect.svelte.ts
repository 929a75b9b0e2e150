/** Connecting a shop: from an address to the card. It goes on while its page is not looked at. */
import { tick } from 'svelte';
import type { Connecting, ConnectResult, FoundShop, Problem } from '../generated/api';
import { spoken, t } from '../messages/index.svelte';
import { asFailure, platform } from '../platform';
import type { ScannedCode } from '../scan/code';
import { navigate, route } from './router.svelte';
import { sayProblem, sayWith } from './toasts.svelte';
import { watchJobs, watchProgress } from './wallet.svelte';

export type ConnectPhase = 'address' | 'finding' | 'found' | 'opening' | 'signingIn' | 'reading' | 'failed';

interface ConnectState {
  phase: ConnectPhase;
  address: string;
  /** The card that is to be linked. */
  card: string | null;
  /** The code that the address was read from. */
  scanned: ScannedCode | null;
  found: FoundShop | null;
  /** The connection that is signed in to again, and what its shop is called. */
  again: { connection: string; name: string } | null;
  connecting: Connecting | null;
  /** The system's browser was opened. */
  browser: boolean;
  result: ConnectResult | null;
  /** Records read so far; 0 while none are counted. */
  records: number;
  problem: Problem | null;
}

const fresh = (): ConnectState => ({
  phase: 'address',
  address: '',
  card: null,
  scanned: null,
  found: null,
  again: null,
  connecting: null,
  browser: false,
  result: null,
  records: 0,
  problem: null,
});

const state = $state<ConnectState>(fresh());
/** Counts attempts, so that what belongs to an older one changes nothing. */
let run = 0;

/** How long to wait for a word of the core before it is asked how connecting goes, in milliseconds. */
const PATIENCE = 3000;

export function connecting(): ConnectState {
  return state;
}

/** The name of the shop, once it is known. */
export function shopName(): string {
  return state.result?.name ?? state.found?.name ?? state.again?.name ?? '';
}

const busy = (): boolean => state.phase === 'signingIn' || state.phase === 'reading' || state.phase === 'opening';

/** Begins anew, for one card or for none; what is under way for the same card goes on. */
export function beginConnect(card: string | null, address = ''): void {
  if (busy() && address === '') return;
  run += 1;
  Object.assign(state, fresh(), { card, address });
}

/** Looks for the shop at an address that was scanned or opened, on its page. Connects nothing. */
export async function lookFor(card: string | null, address: string, scanned: ScannedCode | null = null): Promise<void> {
  await navigate({ name: 'connect', card }, { replace: route().name === 'scan' });
  // Somebody would rather stay where they are.
  if (route().name !== 'connect') return;
  await tick();
  const job = state.connecting?.job;
  if (job) await platform().call('jobCancel', { job }).catch(() => undefined);
  beginConnect(card, address);
  state.scanned = scanned;
  await findShop();
}

/** The same for an address that was opened with the app. */
export async function lookForOpened(): Promise<void> {
  const { address } = await platform().call('openedAddress', {});
  if (address !== null) await lookFor(null, address);
}

/** Lets go of what was typed and found; what is under way goes on without the page. */
export function leaveConnect(): void {
  if (!busy() && state.again === null) stopConnecting();
}

/** Lets go of everything, as when the page is new. */
export function stopConnecting(): void {
  run += 1;
  Object.assign(state, fresh());
}

/** Back to the address, which is still there. */
export function otherShop(): void {
  run += 1;
  const { address, card } = state;
  Object.assign(state, fresh(), { address, card });
}

export async function findShop(): Promise<void> {
  const address = state.address.trim();
  if (address === '') return;
  const mine = (run += 1);
  Object.assign(state, { phase: 'finding', problem: null, found: null });
  try {
    const found = await platform().call('shopFind', { address });
    if (mine !== run) return;
    Object.assign(state, { phase: 'found', found });
  } catch (error) {
    if (mine === run) fail(error);
  }
}

/** Asks the shop for a sign-in and opens its page in the system's browser. */
export async function signIn(): Promise<void> {
  const { found, again, card } = state;
  const language = spoken();
  if (again) return begin(() => platform().call('shopSignIn', { connection: again.connection, way: 'browser', language }));
  if (found) return begin(() => platform().call('shopConnect', { lookup: found.lookup, card, way: 'browser', language }));
}

/** The same for a shop that is connected and wants its member to sign in again. */
export async function signInAgain(connection: string, name: string): Promise<void> {
  run += 1;
  Object.assign(state, fresh(), { again: { connection, name } });
  await navigate({ name: 'connect', card: null });
  await signIn();
}

async function begin(ask: () => Promise<Connecting>): Promise<void> {
  const mine = (run += 1);
  Object.assign(state, { phase: 'opening', problem: null, result: null, records: 0 });
  try {
    const begun = await ask();
    if (mine !== run) {
      void platform().call('jobCancel', { job: begun.job }).catch(() => undefined);
      return;
    }
    Object.assign(state, { phase: 'signingIn', connecting: begun, browser: await platform().openExternal(begun.address) });
    await follow(mine, begun.job);
  } catch (error) {
    if (mine === run) fail(error);
  }
}

/** Opens the shop's page once more. */
export async function openAgain(): Promise<void> {
  if (state.connecting) state.browser = await platform().openExternal(state.connecting.address);
}

export async function cancelConnect(): Promise<void> {
  const job = state.connecting?.job;
  run += 1;
  Object.assign(state, { phase: state.found ? 'found' : state.again ? 'failed' : 'address', connecting: null, result: null, problem: state.again ? { code: 'cancelled', params: {} } : null });
  if (job) await platform().call('jobCancel', { job }).catch(() => undefined);
}

/** Asks how it goes until it is over. */
async function follow(mine: number, job: string): Promise<void> {
  let heard = (): void => undefined;
  const stopProgress = watchProgress((name, done) => {
    if (name === job && mine === run) state.records = done;
  });
  const stopJobs = watchJobs((name) => {
    if (name === job) heard();
  });
  try {
    while (mine === run) {
      // Listened for before it is asked: a word in between is not lost.
      const word = new Promise<void>((resolve) => {
        heard = resolve;
        setTimeout(resolve, PATIENCE);
      });
      const result = await platform().call('shopConnectResult', { job });
      if (mine !== run) return;
      state.result = result;
      if (result.stage === 'done') return await finish(result);
      if (result.stage === 'failed') {
        Object.assign(state, { phase: 'failed', problem: result.problem ?? { code: 'internal', params: {} } });
        if (route().name !== 'connect') sayProblem(t('connect.failedElsewhere', { shop: result.name }));
        return;
      }
      state.phase = result.stage === 'reading' ? 'reading' : 'signingIn';
      await word;
    }
  } finally {
    stopProgress();
    stopJobs();
  }
}

async function finish(result: ConnectResult): Promise<void> {
  const card = result.card;
  const here = route().name === 'connect';
  run += 1;
  Object.assign(state, fresh());
  const words = t('connect.done', { shop: result.name });
  if (here && card) await navigate({ name: 'card', id: card }, { replace: true });
  if (card && !here) sayWith(words, t('connect.openCard'), () => void navigate({ name: 'card', id: card }));
}

function fail(error: unknown): void {
  const { code, params } = asFailure(error);
  Object.assign(state, { phase: 'failed', connecting: null, problem: { code, params } });
}
