/** Receipts, sums, tables and searches of the connected shops in memory. */
import type { ActivityEntry, Code, Commands, Event, FoundCard, MoneyFigures, PointFigures, Receipt } from '../../generated/api';
import { lastMonths } from '../../format/figures';
import { DAY, entryOf, euros } from './live-samples';
import type { ConnectedSample } from './shop-samples';

type Name = 'receiptKeep' | 'warranty' | 'receiptSave' | 'figures' | 'activityCsv' | 'find';

type Handlers = { [K in Name]: (request: Commands[K]['request']) => Commands[K]['answer'] | Promise<Commands[K]['answer']> };

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What the connected shops tell of: their receipts, and what else happened there. */
export function shopLines(shops: ConnectedSample[]): ActivityEntry[] {
  return shops.flatMap(({ card, view, receipts }) => {
    const { balances } = view;
    const bought = receipts.map(({ tile, stamps }) =>
      entryOf(card, tile.at, {
        kind: 'receipt',
        receipt: tile.id,
        number: tile.number,
        place: tile.place,
        total: tile.total,
        isReturn: tile.isReturn,
        points: tile.points,
        spent: null,
        stamps: stamps.reduce((sum, one) => sum + one.stamps, 0),
        saved: tile.saved,
      }),
    );
    const unit = balances[0]?.available;
    const moved = unit ? [entryOf(card, Date.now() - 2 * DAY, { kind: 'moved', why: 'promo', reason: 'Birthday points', amount: { ...unit, amount: 50 }, state: 'pending', expires: null })] : [];
    return [...bought, ...moved];
  });
}

export function lifeCommands({ shops, emit, fail }: { shops: ConnectedSample[]; emit: (event: Event) => void; fail: (code: Code) => never }): Handlers {
  const receiptOf = (card: string, id: string): Receipt => shops.flatMap(({ receipts }) => receipts).find((one) => one.card === card && one.tile.id === id) ?? fail('notFound');
  const found = ({ card: { tile } }: ConnectedSample): FoundCard => ({ id: tile.id, title: tile.title, colours: tile.colours, logo: tile.logo });

  return {
    receiptKeep: ({ card, id, on }) => {
      receiptOf(card, id).kept = on;
      return {};
    },
    warranty: ({ card, id, warranty }) => {
      const receipt = receiptOf(card, id);
      const line = receipt.lines.find((one) => one.line === warranty.line);
      receipt.warranties = receipt.warranties.filter((one) => one.line !== warranty.line);
      if (warranty.note || warranty.until || warranty.remind) {
        receipt.warranties.push({ ...warranty, title: warranty.title || (line?.name ?? receipt.seller.name) });
        receipt.kept = true;
      }
      emit({ event: 'activityChanged' });
      return {};
    },
    receiptSave: ({ card, id, format }) => {
      const { tile } = receiptOf(card, id);
      const page = format === 'page';
      return { blob: `export-${id}`, name: `${tile.number}.${page ? 'html' : 'json'}`, mime: page ? 'text/html' : 'application/json', size: 2048 };
    },
    figures: ({ card }) => {
      const months = lastMonths(new Date());
      const some = shops.filter((one) => !card || one.card.tile.id === card);
      const money: MoneyFigures[] = some.map(({ card: { tile } }, shop) => ({
        card: tile.id,
        cardTitle: tile.title,
        unit: { kind: 'currency', code: 'EUR' },
        months: months.map((month, place) => ({ month, paid: euros(2400 + ((place * 1733 + shop * 911) % 5200)), saved: euros((place * 70 + shop * 40) % 390), purchases: 2 + (place % 4) })),
      }));
      const points: PointFigures[] = some.flatMap(({ card: { tile }, view }) => {
        const unit = view.balances[0]?.available;
        if (!unit) return [];
        const of = (amount: number): typeof unit => ({ ...unit, amount });
        return [{ card: tile.id, cardTitle: tile.title, months: months.map((month, place) => ({ month, earned: of(20 + ((place * 37) % 90)), spent: of(place % 4 === 3 ? 100 : 0), expired: of(0) })) }];
      });
      return { points, money };
    },
    activityCsv: () => ({ blob: 'export-csv', name: 'Kantis.csv', mime: 'text/csv', size: 4096 }),
    find: ({ text }) => {
      const words = fold(text).split(/\s+/).filter(Boolean);
      const has = (...texts: (string | null)[]): boolean => {
        const all = fold(texts.join(' ')).split(/[^\p{L}\p{N}]+/u);
        return words.length > 0 && words.every((word) => all.some((one) => one.startsWith(word)));
      };
      return {
        offers: shops.flatMap((shop) => shop.view.offers.filter(({ title, body }) => has(title, body)).map(({ title, value, until }) => ({ card: found(shop), title, value, until }))),
        rewards: shops.flatMap((shop) => shop.view.rewards.filter(({ title }) => has(title)).map(({ title, cost }) => ({ card: found(shop), title, cost }))),
        receipts: shops.flatMap((shop) =>
          shop.receipts
            .filter(({ tile, lines }) => has(tile.place, tile.number, ...lines.map(({ name }) => name)))
            .map(({ tile, lines }) => ({ card: found(shop), tile, lines: lines.filter(({ name }) => words.some((word) => fold(name).includes(word))).map(({ name }) => name) })),
        ),
      };
    },
  };
}
