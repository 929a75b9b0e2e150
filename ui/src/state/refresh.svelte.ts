/** Asking shops for news: one question at a time, with progress, and told in words when it is over. */
import type { RefreshReport, RefreshedCard } from '../generated/api';
import { listOf, t, tOr } from '../messages/index.svelte';
import { platform } from '../platform';
import { attempt, say, sayProblem } from './toasts.svelte';
import { watchProgress } from './wallet.svelte';

interface Refreshing {
  job: string;
  /** The cards that were asked for; empty means all. */
  ids: string[];
  done: number;
  total: number;
  stopping: boolean;
}

const state = $state<{ now: Refreshing | null }>({ now: null });
let last = 0;

/** What is being asked just now. */
export function refreshing(): Refreshing | null {
  return state.now;
}

/** This card is being asked for, alone or with all. */
export function isRefreshing(id: string): boolean {
  const job = state.now;
  return job !== null && (job.ids.length === 0 || job.ids.includes(id));
}

/** Asks for these cards, or for all when there are none, and tells how it went. */
export async function refresh(ids: string[]): Promise<void> {
  if (state.now) return;
  last += 1;
  const job = `refresh-${Date.now()}-${last}`;
  state.now = { job, ids, done: 0, total: ids.length, stopping: false };
  const stop = watchProgress((name, done, total) => {
    if (state.now && name === job) Object.assign(state.now, { done, total });
  });
  const report = await attempt(() => platform().call('passesRefresh', { ids, job }));
  stop();
  state.now = null;
  if (!report) return;
  const told = reportWords(report, ids.length === 1);
  if (told.problem) sayProblem(told.text);
  else say(told.text);
}

export async function stopRefresh(): Promise<void> {
  const job = state.now;
  if (!job || job.stopping) return;
  job.stopping = true;
  await attempt(() => platform().call('jobCancel', { job: job.job }));
}

/** How a refresh went: what is new, what stayed and why. */
export function reportWords(report: RefreshReport, single: boolean): { text: string; problem: boolean } {
  if (report.handedOver) return { text: t('refresh.handedOver'), problem: false };
  const stopped = report.cards.some((card) => card.why === 'stopped');
  const failed = report.cards.filter((card) => (card.outcome === 'failed' || card.outcome === 'refused') && card.why !== 'stopped');
  const only = report.cards[0];
  if (single && only) return { text: stopped ? t('refresh.stopped') : oneCard(only), problem: failed.length > 0 };
  const updated = report.cards.filter((card) => card.outcome === 'updated').length;
  const sentences: string[] = [];
  if (report.cards.every((card) => card.outcome === 'notLive')) sentences.push(t('refresh.nothing'));
  else if (updated > 0) sentences.push(t('refresh.updated', { count: updated }));
  else if (failed.length === 0 && !stopped) sentences.push(t('refresh.allFresh'));
  if (failed.length > 0 && failed.length <= 2) sentences.push(...failed.map(failure));
  if (failed.length > 2) sentences.push(t('refresh.failedMany', { count: failed.length, titles: listOf(failed.map((card) => card.title)) }));
  if (stopped) sentences.push(t('refresh.stopped'));
  else if (failed.length > 0 && updated === 0 && failed.length < report.cards.length) sentences.push(t('refresh.restFresh'));
  return { text: sentences.join(' '), problem: failed.length > 0 };
}

function oneCard(card: RefreshedCard): string {
  const { title } = card;
  switch (card.outcome) {
    case 'updated':
      return t('refresh.oneUpdated', { title });
    case 'unchanged':
      return t('refresh.oneFresh', { title });
    case 'tooSoon':
      return t('refresh.oneSoon', { title });
    case 'notLive':
      return t('refresh.oneNotLive', { title });
    default:
      return failure(card);
  }
}

const failure = (card: RefreshedCard): string => t('refresh.failed', { title: card.title, why: tOr(`why.${card.why ?? ''}`, 'why.unexpected') });
