/** The live part of the API in memory: refreshes that find something, the timeline, offers, corrections. */
import type { ActivityEntry, CardDetail, CardOffer, Code, Commands, Done, Event, FieldMeaning, PassField, RefreshedCard } from '../../generated/api';
import { decimalText } from '../../format/numbers';
import { shopLines } from './life';
import { shopOffers } from './shop';
import type { ConnectedSample } from './shop-samples';
import { entryOf, fieldChange, found, points, retell, timelineOf } from './live-samples';

type Name =
  | 'passesRefresh'
  | 'passSources'
  | 'passUpdates'
  | 'passRegister'
  | 'relevantCards'
  | 'wake'
  | 'activity'
  | 'offers'
  | 'fieldMeaning'
  | 'cardMuted'
  | 'cardExport'
  | 'jobCancel';

type Handlers = { [K in Name]: (request: Commands[K]['request']) => Commands[K]['answer'] | Promise<Commands[K]['answer']> };

export interface LiveHost {
  cards: () => CardDetail[];
  shops: ConnectedSample[];
  find: (id: string) => CardDetail;
  /** Changes cards so that it can be undone. */
  set: (ids: string[], change: (card: CardDetail) => void) => Done;
  emit: (event: Event) => void;
  fail: (code: Code) => never;
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const DAY = 86_400_000;
/** Long enough that a person sees the progress, and a test can stop it. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

export function liveCommands({ cards, shops, find, set, emit, fail }: LiveHost): Handlers {
  const timeline: ActivityEntry[] = [...timelineOf(cards()), ...shopLines(shops)].sort((a, b) => b.at - a.at);
  const stopped = new Set<string>();
  const sources = (): NonNullable<CardDetail['source']>[] => cards().flatMap((card) => (card.source ? [card.source] : []));

  /** What an issuer answers: some have news, some do not, some do not answer. */
  function ask(card: CardDetail): RefreshedCard {
    const { id, title } = card.tile;
    const source = card.source;
    if (!source?.on) return { id, title, outcome: 'notLive', why: null };
    if (source.state === 'waiting') return { id, title, outcome: 'failed', why: 'unreachable' };
    if (source.state === 'gone') return { id, title, outcome: 'failed', why: 'gone' };
    if (source.state === 'refused') return { id, title, outcome: 'refused', why: 'signer' };
    source.state = 'live';
    source.checkedAt = Date.now();
    card.tile.asOf = Date.now();
    const balance = card.loyalty.balances[0];
    if (!balance) return { id, title, outcome: 'unchanged', why: null };
    const before = balance.available;
    balance.available = { ...before, amount: before.amount + 25 };
    source.changedAt = Date.now();
    card.history[0]?.points.push({ at: Date.now(), balance: balance.available });
    const after = decimalText(balance.available.amount, balance.available.scale);
    timeline.unshift(entryOf(card, Date.now(), fieldChange('Points', String(before.amount), after, { message: `You have ${after} points now. Thank you!`, balanceBefore: before, balanceAfter: balance.available })));
    retell(card);
    return { id, title, outcome: 'updated', why: null };
  }

  function correct(card: CardDetail, key: string, meaning: FieldMeaning | null): void {
    const field = card.pass?.fields.find((one) => one.key === key);
    if (!field) return;
    const { loyalty } = card;
    const elsewhere = (record: { found: { field: string } }): boolean => record.found.field !== key;
    field.meaning = meaning;
    loyalty.balances = loyalty.balances.filter(elsewhere);
    loyalty.stamps = loyalty.stamps.filter(elsewhere);
    loyalty.offers = loyalty.offers.filter(elsewhere);
    if (loyalty.tier && !elsewhere(loyalty.tier)) loyalty.tier = null;
    read(card, field, meaning);
    retell(card);
  }

  function read(card: CardDetail, field: PassField, meaning: FieldMeaning | null): void {
    const where = found(field.key, field.label, 'shopper');
    const number = Number(field.display.replace(/[^\d]/g, ''));
    if (meaning === 'points') card.loyalty.balances.push({ available: points(number), expiring: null, expiresOn: null, found: where });
    if (meaning === 'tier') card.loyalty.tier = { name: field.display, found: where };
    if (meaning === 'offer') card.loyalty.offers.push({ title: field.display, body: null, value: null, until: null, found: where });
  }

  return {
    passesRefresh: async ({ ids, job }) => {
      const asked = (ids.length > 0 ? ids.map(find) : cards()).filter((card) => ids.length > 0 || (card.source?.on ?? false));
      const answers: RefreshedCard[] = [];
      for (const card of asked) {
        emit({ event: 'progress', job, done: answers.length, total: asked.length });
        await pause();
        answers.push(stopped.has(job) ? { id: card.tile.id, title: card.tile.title, outcome: 'failed', why: 'stopped' } : ask(card));
      }
      stopped.delete(job);
      emit({ event: 'cardsChanged', ids: answers.map(({ id }) => id) });
      emit({ event: 'activityChanged' });
      emit({ event: 'sourcesChanged' });
      return { cards: answers, handedOver: false };
    },
    jobCancel: ({ job }) => {
      stopped.add(job);
      return {};
    },
    passSources: sources,
    passUpdates: ({ id, on }) => {
      const done = set([id], (card) => {
        if (card.source) card.source.on = on;
      });
      emit({ event: 'sourcesChanged' });
      return done;
    },
    passRegister: ({ id, on }) => {
      const { tile, source } = find(id);
      if (!source) return fail('notFound');
      source.registered = on;
      source.mayRegister = !on;
      emit({ event: 'cardsChanged', ids: [id] });
      emit({ event: 'sourcesChanged' });
      return { cards: [{ id, title: tile.title, outcome: 'unchanged', why: null }], handedOver: false };
    },
    relevantCards: ({ place }) => {
      const soon = cards().flatMap((card) => {
        const at = card.pass?.relevantAt ?? null;
        return at !== null && at < Date.now() + DAY ? [{ id: card.tile.id, at, metres: null, text: null }] : [];
      });
      const here = place ? cards().filter((card) => !soon.some(({ id }) => id === card.tile.id)).slice(0, 1).map((card) => ({ id: card.tile.id, at: null, metres: 210, text: null })) : [];
      return [...soon, ...here];
    },
    wake: () => ({}),
    activity: ({ card, topics, search, before, limit }) => {
      const words = fold(search).split(/\s+/).filter(Boolean);
      const hits = timeline.filter((line) => {
        if ((card && line.card !== card) || (topics.length > 0 && !topics.includes(line.topic))) return false;
        const text = fold([line.cardTitle, ...Object.values(line.what).filter((value) => typeof value === 'string')].join(' '));
        return words.every((word) => text.includes(word));
      });
      const from = before ? hits.findIndex((line) => line.id === before) + 1 : 0;
      const size = limit || 50;
      return { entries: hits.slice(from, from + size), more: hits.length > from + size };
    },
    offers: () =>
      cards()
        .filter((card) => !card.tile.archived)
        .flatMap(({ tile, loyalty }) => loyalty.offers.map((offer) => ({ card: tile.id, cardTitle: tile.title, colours: tile.colours, logo: tile.logo, offer, shop: null as CardOffer['shop'], asOf: tile.asOf ?? 0 })))
        .concat(shopOffers(shops))
        .sort((a, b) => (a.offer.until ?? '9').localeCompare(b.offer.until ?? '9')),
    fieldMeaning: ({ id, field, meaning }) => set([id], (card) => correct(card, field, meaning)),
    cardMuted: ({ id, on }) => set([id], (card) => (card.muted = on)),
    cardExport: ({ id, format }) => {
      const { tile, exports } = find(id);
      if (exports.length === 0) return fail('sharingProhibited');
      if (!exports.includes(format)) return fail('noOriginal');
      return { blob: `export-${id}`, name: `${tile.title}.pkpass`, mime: 'application/vnd.apple.pkpass', size: 4096 };
    },
  };
}
