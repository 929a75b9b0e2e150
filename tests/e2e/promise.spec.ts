// Every kind of a programme, from the till to the screen and back: what a till rings up is in the
// wallet by itself, what the wallet asks for is used at the till, and both ends' figures agree.
import { Till } from './pos';
import { connect, expect, test } from './wallet-and-shop';

/** A day near today, as the programme's file writes it. */
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const PROGRAMME = `
[programme]
id = "kulma"
name = { en = "Friends of the Corner" }
issuer = "Corner Oy"
currency = "EUR"
time_zone = "Europe/Helsinki"
colour = "#7a3b12"
languages = ["en"]

[seller]
name = "Corner Oy"
vat_id = "FI12345671"

[points]
code = "pts"
one = { en = "point" }
other = { en = "points" }
round = "down"

[[points.earn]]
points = 10
every = "1.00"

[tiers]
by = "spend"
window = { months = 12 }

[[tiers.tier]]
id = "basic"
name = { en = "Basic" }
from = 0

[[tiers.tier]]
id = "silver"
name = { en = "Silver" }
from = 1500
benefits = [{ en = "A warm hello" }]

[[stamp_card]]
id = "coffee"
title = { en = "Coffee card" }
buy = 3
on = { products = ["coffee"] }

[stamp_card.reward]
title = { en = "A coffee for free" }
worth = { gift = { products = ["coffee"] } }

[[reward]]
id = "cake"
title = { en = "A cake" }
cost = 100
worth = { gift = { products = ["cake"] } }

[[offer]]
id = "welcome"
title = { en = "Half a cake" }
worth = { percent = 50 }
on = { products = ["cake"] }
on_words = { en = "cakes" }
when = { joined = {} }
why = { en = "You have just joined." }
activation = true
days = 14

[[campaign]]
id = "more"
title = { en = "Points on top" }
from = ${day(-2)}
until = ${day(20)}
points = 15

[[challenge]]
id = "twice"
title = { en = "Two purchases" }
from = ${day(-2)}
until = ${day(20)}
counts = "purchases"
steps = 2
prize = { points = 50 }

[[consent]]
purpose = "newsletter"
version = 1
words = { en = "Corner may send me news." }

[[product]]
sku = "coffee"
name = { en = "Coffee" }
price = "3.20"
vat = "13.5"

[[product]]
sku = "cake"
name = { en = "Cake" }
price = "5.00"
vat = "13.5"
`;

const euros = (money: number): string => `€${(money / 100).toFixed(2)}`;

test.use({ toml: PROGRAMME });

test('each kind of promise goes from the till to the screen and back, to the cent', async ({ app, shop }) => {
  const till = new Till(shop);
  await connect(app, shop, 'Aino');
  const balance = app.getByTestId('balance').first();
  await expect(balance).toHaveText('0 points');

  // Before the first purchase: an offer activated, a challenge joined, a consent given.
  const offer = app.getByTestId('card-offers').getByTestId('offer').filter({ hasText: 'Half a cake' });
  await expect(offer).toContainText('You have just joined.');
  await offer.getByTestId('offer-activate').click();
  await expect(offer.getByTestId('offer-activated')).toBeVisible();
  const challenge = app.getByTestId('challenge').filter({ hasText: 'Two purchases' });
  await challenge.getByTestId('join').click();
  await expect(challenge).toContainText('0 of 2');
  await app.getByTestId('consent-newsletter').check();

  // A coffee and a cake: points, a stamp, a step, the offer used, a campaign on top.
  const visit = await till.greet((await app.getByTestId('card-number').innerText()).replace(/\D/g, ''));
  const first = await till.sell(visit, ['coffee', 'cake']);
  expect(first.receipt.total.minor).toBe(320 + 250);
  const points = first.receipt.effects.points;
  expect(points).toBe(57 + 15);
  // Nobody refreshes: the shop says that something changed.
  await expect(balance).toHaveText(`${points} points`);
  await expect(app.getByTestId('card-stamps').first()).toContainText('1 of 3');
  await expect(challenge).toContainText('1 of 2');
  await expect(offer).toHaveCount(0);

  // Two coffees more: the challenge is done, the tier reached, a reward within reach.
  expect((await till.look(visit)).balances[0]?.available).toBe(points);
  const second = await till.sell(visit, ['coffee', 'cake', 'cake']);
  const after = points + second.receipt.effects.points;
  await expect(app.getByTestId('card-tier')).toContainText('Silver');
  await expect(challenge).toContainText('Done');

  // A reward is reserved on the screen and used at the till, and so is what a full card gave.
  const cake = app.getByTestId('reward').filter({ hasText: 'A cake' });
  await cake.getByTestId('reserve').click();
  await app.getByTestId('reserve-yes').click();
  const claim = app.getByTestId('claim').filter({ hasText: 'A cake' });
  await claim.getByTestId('claim-show').click();
  const claimed = (await app.getByTestId('till-code-text').innerText()).replace(/\s/g, '');
  await app.getByTestId('till-code-close').click();
  const third = await till.sell(visit, ['coffee', 'cake'], [claimed]);
  expect(third.receipt.total.minor).toBe(320);
  await expect(claim).toHaveCount(0);
  const won = app.getByTestId('claim').filter({ hasText: 'A coffee for free' });
  await won.getByTestId('claim-show').click();
  const free = (await app.getByTestId('till-code-text').innerText()).replace(/\s/g, '');
  await app.getByTestId('till-code-close').click();
  const fourth = await till.sell(visit, ['coffee'], [free]);
  expect(fourth.receipt.total.minor).toBe(0);
  await expect(won).toHaveCount(0);

  // The books of both agree: what the screen shows is what the shop says now.
  const available = (await till.look(visit)).balances[0]?.available ?? -1;
  expect(available).toBeGreaterThan(after - 100);
  await expect(balance).toHaveText(`${available} points`);
  await app.getByTestId('nav-activity').click();
  for (const sale of [first, second, third, fourth]) {
    await expect(app.getByTestId('activity-receipt').filter({ hasText: euros(sale.receipt.total.minor) }).first()).toBeVisible();
  }
  await app.getByTestId('activity-receipt').filter({ hasText: euros(first.receipt.total.minor) }).first().click();
  const receipt = app.getByTestId('receipt').first();
  await expect(receipt).toContainText(first.receipt.number);
  await expect(receipt).toContainText('€2.50');
});
