/** Two connected shops for design work and component tests: a café with stamps, and a grocery with everything. */
import type { Balance, CardDetail, Drawing, OfferValue, Receipt, ReceiptTile, ShopChallenge, ShopClaim, ShopConnection, ShopConsent, ShopOffer, ShopReward, ShopView } from '../../generated/api';
import { qr } from './draw';
import { DAY, HOUR, MINUTE, euros, inDays } from './live-samples';
import { cardOf } from './samples';

export interface ConnectedSample {
  card: CardDetail;
  view: ShopView;
  receipts: Receipt[];
}

const pisteet = (amount: number): Balance => ({ amount, scale: 0, unit: { kind: 'other', code: amount === 1 ? 'point' : 'points' } });

const shownCode = (text: string, drawn: boolean): { text: string; groups: string[]; drawing: Drawing | null } => ({ text, groups: text.match(/.{1,4}/g) ?? [text], drawing: drawn ? qr(text) : null });

function connectionOf(card: CardDetail, name: string, host: string, more: Partial<ShopConnection> = {}): ShopConnection {
  return {
    id: `connection-${card.tile.id}`,
    card: card.tile.id,
    cardTitle: card.tile.title,
    colours: card.tile.colours,
    logo: null,
    name,
    host,
    state: 'live',
    mayWrite: true,
    madeAt: Date.now() - 30 * DAY,
    checkedAt: Date.now() - 2 * MINUTE,
    changedAt: Date.now() - 5 * HOUR,
    dueAt: Date.now() + 10 * MINUTE,
    waiting: 0,
    ...more,
  };
}

const offer = (id: string, title: string, value: OfferValue | null, more: Partial<ShopOffer> = {}): ShopOffer => ({
  id,
  title,
  body: null,
  value,
  on: null,
  personal: false,
  why: null,
  conditions: null,
  from: Date.now() - 4 * DAY,
  until: inDays(9),
  stores: [],
  activation: false,
  singleUse: false,
  state: 'available',
  isOpen: true,
  canActivate: false,
  picture: null,
  hidden: false,
  code: null,
  queued: null,
  ...more,
});

const reward = (id: string, title: string, cost: number, has: number, more: Partial<ShopReward> = {}): ShopReward => ({
  id,
  title,
  body: null,
  cost: pisteet(cost),
  kind: 'product',
  value: { kind: 'gift', what: title },
  leftForMe: null,
  picture: null,
  from: null,
  until: null,
  tier: null,
  conditions: null,
  canHave: has >= cost,
  whyNot: has >= cost ? null : 'points',
  missing: has >= cost ? null : pisteet(cost - has),
  percent: Math.min(100, Math.floor((has * 100) / cost)),
  queued: null,
  ...more,
});

const claim = (id: string, title: string, code: string, more: Partial<ShopClaim> = {}): ShopClaim => ({
  id,
  reward: null,
  title,
  value: { kind: 'gift', what: title },
  cost: null,
  state: 'reserved',
  code: shownCode(code, true),
  createdAt: Date.now() - DAY,
  holdUntil: Date.now() + 46 * HOUR,
  usedAt: null,
  receipt: null,
  canRelease: false,
  queued: null,
  ...more,
});

const consent = (purpose: ShopConsent['purpose'], granted: boolean, words: string): ShopConsent => ({
  purpose,
  granted,
  words,
  version: 1,
  decidedWords: null,
  decidedAt: granted ? Date.now() - 30 * DAY : null,
  canChange: true,
  queued: null,
});

const CONSENTS = (): ShopConsent[] => [
  consent('newsletter', true, 'You may send me news by e-mail, at most twice a month.'),
  consent('profiling', true, 'You may look at what I buy to understand what I like.'),
  consent('personalisedOffers', true, 'You may make offers for me from what I buy.'),
  consent('partners', false, 'You may hand my data to partners.'),
];

const challenge = (id: string, title: string, done: number, steps: number, state: ShopChallenge['state']): ShopChallenge => ({
  id,
  title,
  body: 'Each purchase of at least 15 euros counts.',
  done: { kind: 'count', count: done },
  steps: { kind: 'count', count: steps },
  percent: Math.floor((done * 100) / steps),
  from: inDays(-20),
  until: inDays(10),
  reward: '100 points',
  state,
  joinedAt: state === 'joined' ? Date.now() - 12 * DAY : null,
  canJoin: state === 'open',
  queued: null,
});

function receiptOf(card: CardDetail, id: string, daysAgo: number, total: number, saved: number): Receipt {
  const tile: ReceiptTile = {
    id,
    number: `2026-${id.replace(/\D/g, '').padStart(6, '0')}`,
    place: 'Till 2',
    at: Date.now() - daysAgo * DAY,
    total: euros(total),
    isReturn: false,
    points: pisteet(Math.floor(total / 100)),
    saved: saved > 0 ? euros(saved) : null,
  };
  const net = Math.round(total / 1.14);
  return {
    card: card.tile.id,
    cardTitle: card.tile.title,
    tile,
    seller: { name: `${card.tile.title} Oy`, vatId: 'FI12345678', address: 'Rantatie 1, 33100 Tampere' },
    returns: null,
    lines: [
      { line: 1, name: 'Rye bread', sku: 'ruis', thousandths: 2000, unitPrice: euros(290), discount: null, discountReason: null, total: euros(580), vatRate: 1400 },
      { line: 2, name: 'Tomatoes', sku: null, thousandths: 645, unitPrice: euros(399), discount: saved > 0 ? euros(saved) : null, discountReason: saved > 0 ? '20% off vegetables' : null, total: euros(total - 580), vatRate: 1400 },
    ],
    vat: [{ rate: 1400, net: euros(net), vat: euros(total - net), gross: euros(total) }],
    payments: [{ means: 'card', amount: euros(total), masked: '1234' }],
    pointsPending: null,
    pointsSpent: null,
    stamps: [],
    tier: null,
    entries: [],
    warranties: [],
    kept: false,
  };
}

function viewOf(card: CardDetail, connection: ShopConnection, more: Partial<ShopView>): ShopView {
  return {
    connection,
    asOf: connection.checkedAt,
    member: {
      number: '204125567891',
      name: 'Aino Virtanen',
      email: 'aino@example.fi',
      phone: null,
      birthday: '--05-12',
      language: 'en',
      joinedAt: Date.now() - 400 * DAY,
      queued: null,
      wanted: null,
    },
    programme: {
      name: card.tile.title,
      issuer: `${card.tile.title} Oy`,
      earn: ['One point for each euro.'],
      spend: ['100 points are worth one euro.'],
      expiry: ['Points run out two years after the month in which they came.'],
      tiers: [],
      terms: 'Membership is free and ends whenever you like.',
      about: `https://${connection.host}/programme`,
      languages: ['fi', 'sv', 'en'],
      timeZone: 'Europe/Helsinki',
    },
    balances: [],
    tier: null,
    stampCards: [],
    offers: [],
    rewards: [],
    claims: [],
    challenges: [],
    consents: CONSENTS(),
    ledger: [],
    receipts: [],
    saved: [],
    ...more,
  };
}

function cafe(): ConnectedSample {
  const card = cardOf('Kahvila Aamu', '#7a4a2b', [], { origin: 'shop' }, { number: '204125567891' });
  const connection = connectionOf(card, 'Kahvila Aamu', 'loyalty.kahvila.example');
  card.connection = connection;
  card.tile.headline = { kind: 'stamps', collected: 7, required: 10 };
  card.tile.asOf = connection.checkedAt;
  const receipts = [receiptOf(card, 'receipt-11', 0.2, 920, 0)];
  const view = viewOf(card, connection, {
    stampCards: [{ id: 'kahvi', title: 'Coffee card', collected: 7, required: 10, missing: 3, completed: 2, reward: 'A coffee of your choice', earns: 'Each coffee gives a stamp.', expiresOn: inDays(120), lastAt: Date.now() - 5 * HOUR }],
    claims: [claim('claim-1', 'A coffee of your choice', 'K7WPX3MHQ2', { holdUntil: null })],
    offers: [offer('offer-s1', 'A bun for half with any coffee', { kind: 'percent', tenths: 500 }, { on: 'buns', code: shownCode('PULLA50', true) })],
    receipts: receipts.map(({ tile }) => tile),
    saved: [euros(840)],
  });
  return { card, view, receipts };
}

function grocery(): ConnectedSample {
  const has = 1240;
  const card = cardOf('Kauppa Kulma', '#1f5a49', [], { origin: 'shop' }, { number: '318840021557' });
  const connection = connectionOf(card, 'Kulma-kortti', 'kulma.example', { waiting: 1 });
  card.connection = connection;
  card.tile.headline = { kind: 'shopBalance', balance: pisteet(has) };
  card.tile.asOf = connection.checkedAt;
  card.tile.tier = 'Silver';
  card.tile.expiring = pisteet(200);
  card.tile.expiringOn = inDays(12);
  const receipts = [receiptOf(card, 'receipt-21', 0.4, 2430, 120), receiptOf(card, 'receipt-20', 6, 4815, 0)];
  const money = (cents: number) => ({ kind: 'amount' as const, amount: euros(cents) });
  const view = viewOf(card, connection, {
    balances: [
      {
        available: pisteet(has),
        pending: pisteet(48),
        locked: pisteet(300),
        lifetime: pisteet(9120),
        nextExpiry: { amount: pisteet(200), on: inDays(12) },
        nextRelease: { amount: pisteet(48), on: inDays(8) },
        asOf: Date.now() - 2 * MINUTE,
      },
    ],
    tier: {
      id: 'silver',
      name: 'Silver',
      since: Date.now() - 200 * DAY,
      until: inDays(160),
      benefits: ['Free delivery', 'Double points on Wednesdays'],
      toNext: { name: 'Gold', current: money(81_250), threshold: money(150_000), missing: money(68_750), percent: 54, by: inDays(160) },
      toKeep: { name: 'Silver', current: money(41_250), threshold: money(50_000), missing: money(8_750), percent: 82, by: inDays(160) },
    },
    stampCards: [{ id: 'salaatti', title: 'Salad card', collected: 5, required: 6, missing: 1, completed: 0, reward: 'A salad', earns: 'Each salad from the counter gives a stamp.', expiresOn: null, lastAt: Date.now() - 3 * DAY }],
    offers: [
      offer('offer-g1', '20% off vegetables', { kind: 'percent', tenths: 200 }, { personal: true, why: 'You bought vegetables nine times in two months.', until: inDays(3), activation: true, canActivate: true, singleUse: true, picture: 'vegetables' }),
      offer('offer-g2', 'Coffee 500 g for 4.90', { kind: 'fixedPrice', price: euros(490) }, { on: 'Kulma coffee 500 g', activation: true, queued: { id: 'wish-1', state: 'waiting', at: Date.now() - MINUTE, wanted: null, why: null } }),
      offer('offer-g3', '50 points on the first purchase of the week', { kind: 'amount', amount: pisteet(50) }, { state: 'activated', activation: true }),
      offer('offer-g4', 'Two stamps for every salad', { kind: 'stamps', count: 2 }, { hidden: true }),
      offer('offer-g5', 'A reusable bag', { kind: 'gift', what: 'a bag' }, { state: 'expired', isOpen: false, until: inDays(-2) }),
    ],
    rewards: [
      reward('tote-bag', 'Tote bag', 500, has, { picture: 'bag' }),
      reward('euros-10', '10 euros off', 1000, has, { kind: 'discount', value: { kind: 'amount', amount: euros(1000) } }),
      reward('breakfast', 'Breakfast for two', 1500, has, { kind: 'experience' }),
      reward('tour', 'A tour of the bakery', 800, has, { kind: 'experience', tier: 'Gold', canHave: false, whyNot: 'tier' }),
    ],
    claims: [
      claim('claim-2', 'Thermos', 'H4RXW9TTK3', { reward: 'thermos', cost: pisteet(300), canRelease: true }),
      claim('claim-3', 'Tote bag', 'B2MXP7QQRD', { reward: 'tote-bag', cost: pisteet(500), state: 'lapsed', code: shownCode('B2MXP7QQRD', false), holdUntil: Date.now() - 4 * DAY, createdAt: Date.now() - 6 * DAY }),
    ],
    challenges: [challenge('three', '3 purchases in November', 2, 3, 'joined'), challenge('greens', '10 vegetarian products in December', 0, 10, 'open')],
    ledger: receipts.map(({ tile }) => ({
      id: `ledger-${tile.id}`,
      kind: 'earn' as const,
      amount: tile.points ?? pisteet(0),
      state: 'posted' as const,
      at: tile.at,
      effectiveAt: null,
      expiresOn: inDays(700),
      receipt: tile.id,
      reason: 'Purchase',
    })),
    receipts: receipts.map(({ tile }) => tile),
    saved: [euros(6480)],
  });
  if (view.programme) {
    view.programme.tiers = [
      { id: 'basic', name: 'Basic', from: money(0), benefits: ['Points for every purchase'], mine: false },
      { id: 'silver', name: 'Silver', from: money(50_000), benefits: ['Free delivery', 'Double points on Wednesdays'], mine: true },
      { id: 'gold', name: 'Gold', from: money(150_000), benefits: ['All of Silver', 'A tour of the bakery'], mine: false },
    ];
  }
  return { card, view, receipts };
}

export function connectedSamples(): ConnectedSample[] {
  return [cafe(), grocery()];
}
