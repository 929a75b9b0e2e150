/** Connecting and wishing in memory: a bakery that can be connected, and shops that say yes. */
import type { CardDetail, Code, Commands, ConnectResult, Event, FoundShop, ShopView } from '../../generated/api';
import { qr } from './draw';
import type { ConnectedSample } from './shop-samples';
import { connectedSamples } from './shop-samples';

type Name = 'shopFind' | 'shopConnect' | 'shopSignIn' | 'shopConnectResult' | 'shopWish' | 'shopUnwish' | 'shopExport' | 'shopLeave';

type Handlers = { [K in Name]: (request: Commands[K]['request']) => Commands[K]['answer'] | Promise<Commands[K]['answer']> };

export interface ConnectHost {
  shops: ConnectedSample[];
  add: (card: CardDetail) => void;
  remove: (card: CardDetail) => void;
  emit: (event: Event) => void;
  fail: (code: Code, params?: Record<string, string>) => never;
}

const MINUTE = 60_000;
/** What is typed to see how each failure is told. */
const FAILURES: [string, Code, Record<string, string>?][] = [
  ['offline', 'shopUnreachable'],
  ['nothing', 'noShop'],
  ['old', 'shopVersion'],
  ['wrong', 'shopIdentity'],
  ['over', 'inviteOver'],
  ['busy', 'shopBusy', { why: 'timedOut' }],
  ['192.168', 'addressRefused', { why: 'private' }],
  ['http:', 'addressRefused', { why: 'notHttps' }],
];

export function connectCommands({ shops, add, remove, emit, fail }: ConnectHost): Handlers {
  const jobs = new Map<string, ConnectResult>();
  let serial = 0;
  const find = (card: string): ConnectedSample => shops.find((one) => one.card.tile.id === card) ?? fail('notFound');

  function begin(way: 'browser' | 'device', shop: ConnectedSample): Commands['shopConnect']['answer'] {
    const job = `connect-${(serial += 1)}`;
    const { name, host } = shop.view.connection;
    const result: ConnectResult = { stage: 'signingIn', name, host, connection: null, card: null, problem: null };
    jobs.set(job, result);
    const step = (after: number, change: Partial<ConnectResult>): void => {
      setTimeout(() => {
        Object.assign(result, change);
        emit({ event: 'jobChanged', job });
      }, after);
    };
    setTimeout(() => {
      if (!shops.includes(shop)) {
        shops.push(shop);
        add(shop.card);
      }
      shop.view.connection.state = 'live';
      emit({ event: 'connectionsChanged' });
      emit({ event: 'cardsChanged', ids: [shop.card.tile.id] });
    }, 600);
    step(600, { stage: 'reading', connection: shop.view.connection.id, card: shop.card.tile.id });
    step(1200, { stage: 'done' });
    const code = way === 'device' ? { text: 'WDJB-MJHT', link: `https://${host}/device?user_code=WDJB-MJHT`, drawing: qr(`https://${host}/device?user_code=WDJB-MJHT`) } : null;
    return { job, address: code ? `https://${host}/device` : `https://${host}/sign-in`, code, until: Date.now() + 15 * MINUTE };
  }

  /** What the shop makes of a wish; the records say so at once. */
  function grant(view: ShopView, wish: Commands['shopWish']['request']['wish']): void {
    if (wish.do === 'activateOffer') {
      const offer = view.offers.find(({ id }) => id === wish.offer) ?? fail('notFound');
      Object.assign(offer, { state: 'activated', canActivate: false, queued: null });
    } else if (wish.do === 'hideOffer') {
      (view.offers.find(({ id }) => id === wish.offer) ?? fail('notFound')).hidden = wish.hidden;
    } else if (wish.do === 'reserve') {
      const reward = view.rewards.find(({ id }) => id === wish.reward) ?? fail('notFound');
      const text = 'Q8WTR5XKMN';
      view.claims.unshift({
        id: `claim-m${(serial += 1)}`,
        reward: reward.id,
        title: reward.title,
        value: reward.value,
        cost: reward.cost,
        state: 'reserved',
        code: { text, groups: ['Q8WT', 'R5XK', 'MN'], drawing: qr(text) },
        createdAt: Date.now(),
        holdUntil: Date.now() + 48 * 60 * MINUTE,
        usedAt: null,
        receipt: null,
        canRelease: true,
        queued: null,
      });
      const balance = view.balances[0];
      if (balance) balance.available = { ...balance.available, amount: balance.available.amount - reward.cost.amount };
    } else if (wish.do === 'release') {
      const claim = view.claims.find(({ id }) => id === wish.claim) ?? fail('notFound');
      Object.assign(claim, { state: 'released', canRelease: false, code: { ...claim.code, drawing: null } });
      const balance = view.balances[0];
      if (balance && claim.cost) balance.available = { ...balance.available, amount: balance.available.amount + claim.cost.amount };
    } else if (wish.do === 'join') {
      const challenge = view.challenges.find(({ id }) => id === wish.challenge) ?? fail('notFound');
      Object.assign(challenge, { state: 'joined', canJoin: false, joinedAt: Date.now() });
    } else if (wish.do === 'consent') {
      const consent = view.consents.find(({ purpose }) => purpose === wish.purpose) ?? fail('notFound');
      Object.assign(consent, { granted: wish.granted, decidedAt: Date.now() });
    } else if (view.member) {
      Object.assign(view.member, { name: wish.name, phone: wish.phone, birthday: wish.birthday, language: wish.language });
    }
  }

  /** The shop at an address: the one that is connected, or one that can be. */
  const at = (address: string): ConnectedSample => {
    const [cafe, grocery] = connectedSamples();
    const wanted = /kahvila|cafe/i.test(address) ? cafe : grocery;
    const known = shops.find(({ view }) => view.connection.host === wanted?.view.connection.host);
    return known ?? wanted ?? fail('noShop');
  };
  const lookups = new Map<string, ConnectedSample>();

  return {
    shopFind: ({ address }): FoundShop => {
      const failure = FAILURES.find(([word]) => address.includes(word));
      if (failure) return fail(failure[1], failure[2]);
      if (!address.includes('.')) return fail('addressRefused', { why: 'notAnAddress' });
      const shop = at(address);
      const lookup = `lookup-${(serial += 1)}`;
      lookups.set(lookup, shop);
      const { connection } = shop.view;
      const { id: card, title: cardTitle, colours } = shop.card.tile;
      return {
        lookup,
        name: connection.name,
        host: connection.host,
        colours,
        invited: address.includes('invite='),
        asksToRead: true,
        asksToWrite: true,
        about: `https://${connection.host}/programme`,
        connected: shops.includes(shop) ? { connection: connection.id, card, cardTitle, state: connection.state } : null,
        suggestions: [],
        until: Date.now() + 10 * MINUTE,
      };
    },
    shopConnect: ({ lookup, way }) => begin(way, lookups.get(lookup) ?? fail('notFound')),
    shopSignIn: ({ connection, way }) => begin(way, shops.find(({ view }) => view.connection.id === connection) ?? fail('notFound')),
    shopConnectResult: ({ job }) => jobs.get(job) ?? fail('notFound'),
    shopWish: ({ card, wish }) => {
      grant(find(card).view, wish);
      emit({ event: 'cardsChanged', ids: [card] });
      emit({ event: 'connectionsChanged' });
      return { state: 'done', why: null };
    },
    shopUnwish: ({ id }) => {
      const lines = shops.flatMap(({ view }) => [...view.offers, ...view.rewards, ...view.claims, ...view.challenges, ...view.consents]);
      const line = lines.find(({ queued }) => queued?.id === id) ?? fail('notFound');
      line.queued = null;
      emit({ event: 'cardsChanged', ids: [] });
      return {};
    },
    shopExport: ({ id }) => {
      const { host } = find(id).view.connection;
      return { blob: `export-${id}`, name: `${host}.json`, mime: 'application/json', size: 20_480 };
    },
    shopLeave: ({ id }) => {
      const shop = find(id);
      shops.splice(shops.indexOf(shop), 1);
      remove(shop.card);
      emit({ event: 'connectionsChanged' });
      emit({ event: 'cardsChanged', ids: [id] });
      return {};
    },
  };
}
