/** Connected shops in memory. */
import type { CardDetail, CardOffer, Code, Commands, Event, MemberCodeView } from '../../generated/api';
import { code128, qr } from './draw';
import type { ConnectedSample } from './shop-samples';

type Name = 'connections' | 'shop' | 'memberCode' | 'receipt' | 'shopDisconnect' | 'rewards' | 'savings';

type Handlers = { [K in Name]: (request: Commands[K]['request']) => Commands[K]['answer'] | Promise<Commands[K]['answer']> };

export interface ShopHost {
  /** The connected shops; the list is theirs to change. */
  shops: ConnectedSample[];
  /** Changes cards so that it can be undone. */
  step: (ids: string[], change: () => void) => Commands['cardUpdate']['answer'];
  remove: (card: CardDetail) => void;
  emit: (event: Event) => void;
  fail: (code: Code) => never;
}

/** How long a member code is shown. */
const SECONDS = 30;

export function shopCommands({ shops, step, remove, emit, fail }: ShopHost): Handlers {
  const find = (card: string): ConnectedSample => shops.find((one) => one.card.tile.id === card) ?? fail('notFound');

  return {
    connections: () => shops.map(({ view }) => view.connection),
    shop: ({ id }) => find(id).view,
    memberCode: ({ id, bars }) => (shops.some((one) => one.card.tile.id === id) ? memberCode(bars) : null),
    receipt: ({ card, id }) => find(card).receipts.find(({ tile }) => tile.id === id) ?? fail('notFound'),
    shopDisconnect: ({ connection, keep }) => {
      const known = shops.find(({ view }) => view.connection.id === connection) ?? fail('notFound');
      const { card } = known;
      const done = step([card.tile.id], () => {
        if (keep) card.connection = null;
        else remove(card);
      });
      shops.splice(shops.indexOf(known), 1);
      emit({ event: 'connectionsChanged' });
      return done;
    },
    rewards: () => shops.flatMap(({ card: { tile }, view }) => view.rewards.map((reward) => ({ card: tile.id, cardTitle: tile.title, colours: tile.colours, logo: tile.logo, reward, asOf: view.asOf }))),
    savings: () => {
      const total = shops.flatMap(({ view }) => view.saved).reduce((sum, { amount }) => sum + amount, 0);
      return {
        total: [{ amount: total, scale: 2, unit: { kind: 'currency', code: 'EUR' } }],
        shops: shops.map(({ card: { tile }, view }) => ({ card: tile.id, cardTitle: tile.title, saved: view.saved })),
      };
    },
  };
}

/** Offers of connected shops that may be used, hidden ones too. */
export function shopOffers(shops: ConnectedSample[]): CardOffer[] {
  return shops.flatMap(({ card: { tile }, view }) =>
    view.offers
      .filter(({ isOpen }) => isOpen)
      .map((shop) => ({
        card: tile.id,
        cardTitle: tile.title,
        colours: tile.colours,
        logo: tile.logo,
        offer: { title: shop.title, body: shop.body, value: shop.value, until: shop.until, found: { field: shop.id, label: null, by: 'shop' as const } },
        shop,
        asOf: view.asOf ?? 0,
      })),
  );
}

/** Twenty-eight digits that change every half minute, as the core's do. */
function memberCode(bars: boolean): MemberCodeView {
  const number = Math.floor(Date.now() / 1000 / SECONDS);
  const text = `138201746520${String(number).padStart(8, '0').slice(-8)}${String((number * 7_919_777) % 100_000_000).padStart(8, '0')}`;
  return {
    symbology: bars ? 'CODE_128' : 'QR_CODE',
    drawing: bars ? code128(text) : qr(text),
    readBack: 'good',
    text,
    groups: text.match(/.{4}/g) ?? [text],
    kind: { kind: 'rotating', until: (number + 1) * SECONDS * 1000, seconds: SECONDS },
  };
}
