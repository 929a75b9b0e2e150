/** Asking a shop to do something, and telling what became of it. */
import type { AskedState, ShopWish } from '../generated/api';
import { refusedWords } from '../format/shop';
import { t } from '../messages/index.svelte';
import { platform } from '../platform';
import { attempt, say, sayProblem, sayWith } from './toasts.svelte';

/** What is being asked just now, so that nobody presses twice. */
const asking = $state<{ list: string[] }>({ list: [] });

const nameOf = (card: string, wish: ShopWish): string => `${card} ${JSON.stringify(wish)}`;

export function isAsking(card: string, wish: ShopWish): boolean {
  return asking.list.includes(nameOf(card, wish));
}

/** Asks, tells how it went, and answers with it; `null` when Kantis itself failed. */
export async function askShop(card: string, wish: ShopWish): Promise<AskedState | null> {
  const name = nameOf(card, wish);
  if (asking.list.includes(name)) return null;
  asking.list = [...asking.list, name];
  const asked = await attempt(() => platform().call('shopWish', { card, wish }));
  asking.list = asking.list.filter((other) => other !== name);
  if (!asked) return null;
  switch (asked.state) {
    case 'done':
      tellDone(card, wish);
      break;
    case 'queued':
      say(t('asked.queued'));
      break;
    case 'unclear':
      sayProblem(t('asked.unclear'));
      break;
    case 'offline':
      sayProblem(t('asked.offline'));
      break;
    case 'refused':
      sayProblem(t('queued.refused', { why: refusedWords(asked.why, wish.do) }));
  }
  return asked.state;
}

function tellDone(card: string, wish: ShopWish): void {
  switch (wish.do) {
    case 'activateOffer':
      return say(t('asked.activate'));
    case 'hideOffer':
      if (!wish.hidden) return say(t('offer.shownAgain'));
      return sayWith(t('offer.hidden'), t('action.undo'), () => void askShop(card, { ...wish, hidden: false }));
    case 'reserve':
      return say(t('asked.reserve'));
    case 'release':
      return say(t('asked.release'));
    case 'join':
      return say(t('asked.join'));
    case 'consent':
      return say(t(wish.granted ? 'asked.consentOn' : 'asked.consentOff'));
    case 'profile':
      return say(t('asked.profile'));
  }
}

/** Takes back a wish that was not sent yet, or clears one that was refused. */
export async function unwish(id: string): Promise<void> {
  await attempt(() => platform().call('shopUnwish', { id }));
}
