/** How fresh a card is, for the line that says so. */
import type { ComponentProps } from 'svelte';
import type { CardDetail, ConnectionState, ShopView, SourceState } from '../generated/api';
import type Freshness from '../components/Freshness.svelte';
import type { IconName } from '../components/icons';
import { t } from '../messages/index.svelte';

type Fresh = ComponentProps<typeof Freshness>;
type Tone = NonNullable<Fresh['state']>['tone'];

const GOOD: [IconName, Tone] = ['circle-check', 'good'];
const BAD: [IconName, Tone] = ['circle-alert', 'bad'];

const SHOP: Record<ConnectionState, [IconName, Tone]> = { new: ['clock', 'calm'], live: GOOD, waiting: ['cloud-off', 'calm'], signInOver: BAD, gone: BAD, unsafe: BAD };

/** What the issuer of a pass said, and whether it is asked. */
export function passFreshness(card: CardDetail): Fresh {
  const source = card.source;
  const word = source ? (source.on ? source.state : 'off') : null;
  const [mark, tone] = word === 'off' ? (['cloud-off', 'calm'] as const) : passMark(word);
  return {
    card: card.tile.id,
    title: card.tile.title,
    asOf: card.tile.asOf,
    never: t('live.never'),
    state: word && { words: t(`source.short.${word}`), mark, tone, testid: 'source-state' },
    asks: source?.on ?? false,
  };
}

function passMark(state: SourceState | null): [IconName, Tone] {
  if (state === 'live') return GOOD;
  return state === 'new' || state === 'waiting' ? ['clock', 'calm'] : BAD;
}

/** What a connected shop said, and whether it still speaks. */
export function shopFreshness({ connection: link, asOf }: ShopView): Fresh {
  const [mark, tone] = SHOP[link.state];
  return {
    card: link.card,
    title: link.cardTitle,
    asOf,
    never: t('shop.noRecords'),
    state: { words: t(`link.short.${link.state}`), mark, tone, testid: 'shop-state' },
    asks: link.state === 'live' || link.state === 'waiting' || link.state === 'new',
  };
}
