/** What shops say about the sample cards: balances, stamps, tiers, offers, and how it all came to be. */
import type { ActivityEntry, Balance, BalanceCurve, CardDetail, FoundIn, Happening, Loyalty, Offer, PassSource, Topic } from '../../generated/api';
import { calendarDate } from '../../format/dates';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A calendar date so many days from now. */
export const inDays = (days: number): string => calendarDate(new Date(Date.now() + days * DAY));

export const points = (amount: number): Balance => ({ amount, scale: 0, unit: { kind: 'points' } });
export const euros = (cents: number): Balance => ({ amount: cents, scale: 2, unit: { kind: 'currency', code: 'EUR' } });

export const nothingSaid: Loyalty = { balances: [], stamps: [], tier: null, offers: [] };

export const found = (field: string, label: string | null, by: FoundIn['by'] = 'rule'): FoundIn => ({ field, label, by });

export const offerOf = (title: string, more: Partial<Offer> = {}): Offer => ({
  title,
  body: null,
  value: null,
  until: null,
  found: found(`offer-${title.length}`, 'Offer'),
  ...more,
});

export const sourceOf = (host: string, more: Partial<PassSource> = {}): Omit<PassSource, 'card' | 'cardTitle'> => ({
  host,
  state: 'live',
  on: true,
  checkedAt: Date.now() - 5 * MINUTE,
  changedAt: Date.now() - 2 * DAY,
  dueAt: Date.now() + 10 * MINUTE,
  registered: false,
  mayRegister: false,
  ...more,
});

/** Gives a card what a shop says; the tile follows. */
export function live(card: CardDetail, source: Omit<PassSource, 'card' | 'cardTitle'>, loyalty: Partial<Loyalty>, history: BalanceCurve[] = []): CardDetail {
  card.loyalty = { ...nothingSaid, ...loyalty };
  card.history = history;
  card.source = { ...source, card: card.tile.id, cardTitle: card.tile.title };
  card.tile.asOf = source.checkedAt ?? Date.now() - 20 * DAY;
  retell(card);
  return card;
}

/** What the tile says of what the shop says. */
export function retell(card: CardDetail): void {
  const { tile, loyalty } = card;
  const first = loyalty.balances[0];
  const stamps = loyalty.stamps[0];
  tile.headline = first
    ? { kind: 'shopBalance', balance: first.available }
    : stamps
      ? { kind: 'stamps', collected: stamps.collected, required: stamps.required }
      : loyalty.tier
        ? { kind: 'tier', name: loyalty.tier.name }
        : null;
  tile.tier = tile.headline?.kind === 'tier' ? null : (loyalty.tier?.name ?? null);
  tile.offers = loyalty.offers.length;
  tile.expiring = first?.expiring ?? null;
  tile.expiringOn = first?.expiresOn ?? null;
}

/** A balance that went from one amount to the next, a few days apart. */
export function curveOf(field: string, label: string, amounts: number[], make: (amount: number) => Balance = points): BalanceCurve {
  return { field, label, points: amounts.map((amount, index) => ({ at: Date.now() - (amounts.length - 1 - index) * 6 * DAY - 2 * HOUR, balance: make(amount) })) };
}

const topicOf = (what: Happening): Topic => {
  switch (what.kind) {
    case 'field':
      return what.balanceAfter ? 'balance' : 'changes';
    case 'balanceEndsSoon':
    case 'moved':
      return 'balance';
    case 'receipt':
      return 'receipts';
    case 'offerCame':
    case 'offerWent':
      return 'offers';
    case 'endsSoon':
    case 'validity':
      return 'expiry';
    case 'updateRefused':
    case 'updatesEnded':
      return 'trouble';
    default:
      return 'changes';
  }
};

let serial = 0;

export function entryOf(card: CardDetail, at: number, what: Happening): ActivityEntry {
  serial += 1;
  return { id: `line-${String(serial).padStart(5, '0')}`, at, topic: topicOf(what), card: card.tile.id, cardTitle: card.tile.title, colours: card.tile.colours, logo: card.tile.logo, what };
}

export const fieldChange = (label: string, before: string | null, after: string | null, more: Partial<Extract<Happening, { kind: 'field' }>> = {}): Happening => ({
  kind: 'field',
  field: label.toLowerCase(),
  label,
  before,
  after,
  message: null,
  balanceBefore: null,
  balanceAfter: null,
  ...more,
});

/** The timeline of the sample cards, newest first. */
export function timelineOf(cards: CardDetail[]): ActivityEntry[] {
  const by = (title: string): CardDetail | undefined => cards.find((card) => card.tile.title === title);
  const lines: ActivityEntry[] = [];
  const add = (title: string, ago: number, what: Happening): void => {
    const card = by(title);
    if (card?.source) lines.push(entryOf(card, Date.now() - ago, what));
  };
  add('Metsä Market', 12 * MINUTE, fieldChange('Points', '1 990', '2 140', { message: 'You have 2 140 points now. Thank you!', balanceBefore: points(1990), balanceAfter: points(2140) }));
  add('Metsä Market', 13 * MINUTE, { kind: 'offerCame', title: '20 % off oat drinks', message: null, until: inDays(1) });
  add('Vuori Outdoor', 5 * HOUR, { kind: 'balanceEndsSoon', amount: euros(550), date: inDays(12) });
  add('Kahvila Aalto', DAY + HOUR, fieldChange('Stamps', '7/10', '8/10'));
  add('Kauneus Blume', DAY + 3 * HOUR, { kind: 'updatesEnded', why: 'gone' });
  add('Vuori Outdoor', DAY + 4 * HOUR, { kind: 'validity', before: '2026-12-31', after: '2027-03-04' });
  add('Metsä Market', 4 * DAY, { kind: 'offerWent', title: 'Coffee at half price' });
  add('Vuori Outdoor', 5 * DAY, fieldChange('Level', 'Silver', 'Gold', { message: 'Welcome to Gold, Aino!' }));
  add('Apteekki Silta', 6 * DAY, { kind: 'updateRefused', why: 'signer' });
  add('Metsä Market', 8 * DAY, { kind: 'code' });
  add('Kauneus Blume', 9 * DAY, fieldChange('Points', '380', '410', { balanceBefore: points(380), balanceAfter: points(410) }));
  add('Vuori Outdoor', 12 * DAY, { kind: 'voided', on: false });
  add('Kauneus Blume', 13 * DAY, { kind: 'endsSoon', date: inDays(3) });
  add('Apteekki Silta', 14 * DAY, fieldChange('Points', '70', '64', { balanceBefore: points(70), balanceAfter: points(64) }));
  for (let i = 0; i < 60; i += 1) {
    const before = 1990 - (i + 1) * 12;
    add('Metsä Market', (16 + i * 2) * DAY, fieldChange('Points', String(before), String(before + 12), { balanceBefore: points(before), balanceAfter: points(before + 12) }));
  }
  return lines.sort((a, b) => b.at - a.at);
}

