// From a purchase at the till to the open wallet: a real shop, the real core, a card open in Chromium.
//
// The clock starts when the till's request leaves this process, and stops when a mutation observer in
// the page sees other words about the stamps: the change is in the document, though not yet painted. The
// page says by its own clock when that was; how far the two clocks are apart is learnt before and after.
// In the same run, after each purchase, the same process asks the same shop for /healthz.
import { setTimeout as rest } from 'node:timers/promises';
import { Till } from '../../tests/e2e/pos';
import { connect, expect, programme, test, type Page } from '../../tests/e2e/wallet-and-shop';
import { ahead, here } from './clocks';
import { missed, show, type Row } from './figures';

/** Purchases that count, and those before them that do not. */
const PURCHASES = Number(process.env['KANTIS_BENCH_PURCHASES'] ?? 200);
const WARM = 10;
/** Stamps on a full card. */
const FULL = 10;
/** Milliseconds between two purchases: the wallet has come to rest, and not always for as long. */
const pause = (): number => 150 + Math.random() * 200;

/** When the page saw what, by its own clock. */
interface Seen {
  /** It asked the core for the card: it had been told that something changed. */
  told: number;
  /** Other words stood in the document. */
  shown: number;
}

declare global {
  interface Window {
    seen?: Promise<Seen>;
  }
}

/** Has the page watch what it says of the stamps. */
async function watch(app: Page): Promise<void> {
  await app.evaluate(() => {
    const section = document.querySelector('[data-testid="card-stamps"]');
    if (!section) throw new Error('no stamps');
    const words = section.textContent;
    performance.clearResourceTimings();
    window.seen = new Promise((saw) => {
      const observer = new MutationObserver(() => {
        if (section.textContent === words) return;
        observer.disconnect();
        const [asked] = performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('/rpc/card'));
        saw({ told: performance.timeOrigin + (asked?.startTime ?? NaN), shown: performance.timeOrigin + performance.now() });
      });
      observer.observe(section, { subtree: true, childList: true, characterData: true });
    });
  });
}

test.use({ toml: async ({}, use) => use(await programme('kahvila')) });

test('a purchase at the till, until the open card shows it', async ({ app, shop }) => {
  await connect(app, shop, 'Aino');
  const till = new Till(shop);
  // One visit for all of it: a code works once, a visit for a quarter of an hour.
  const visit = await till.greet((await app.getByTestId('card-number').innerText()).replace(/\D/g, ''));
  await expect(app.getByTestId('card-stamps').first()).toBeVisible();

  const shown: Row = { name: 'purchase at the till → in the open wallet’s page', times: [], aim: 150 };
  const answered: Row = { name: '  of that, until the till has its answer', times: [] };
  const told: Row = { name: '  of that, until the page asks for the card', times: [] };
  const bare: Row = { name: 'one bare request to the same shop (GET /healthz)', times: [] };
  let stamps = 0;
  const before = await ahead(app);
  for (let bought = -WARM; bought < PURCHASES; bought++) {
    const basket = await till.price(visit, ['cappuccino']);
    await rest(pause());
    await watch(app);
    const left = here();
    const sale = basket.buy().then(({ receipt }) => ({ receipt, at: here() }));
    const seen = await app.evaluate(() => window.seen ?? Promise.reject(new Error('nobody looks')));
    const { receipt, at } = await sale;
    stamps += receipt.effects.stamps.reduce((sum, card) => sum + card.stamps, 0);
    const asked = here();
    await (await fetch(`${shop.address}/healthz`)).text();
    if (bought < 0) continue;
    bare.times.push(here() - asked);
    answered.times.push(at - left);
    told.times.push(seen.told - before.by - left);
    shown.times.push(seen.shown - before.by - left);
  }
  // What was seen is so.
  await expect(app.getByTestId('card-stamps').first()).toContainText(`${stamps % FULL} of ${FULL}`);
  const after = await ahead(app);
  const off = Math.max(Math.abs(after.by - before.by), before.within, after.within);

  console.log(show([shown, answered, told, bare], { ratio: { of: shown, to: bare }, off, json: process.env['KANTIS_BENCH_JSON'] === '1' }));
  expect(missed(shown), 'the aim is missed').toBe(false);
});
