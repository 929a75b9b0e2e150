/** A connected card when not all is as usual: signed out, without a key for codes, with a hold that lapsed. */
import { accessible, fits } from './look';
import { catimaCsv } from './files';
import { bringIn, fromMenu, open } from './steps';
import { agree, connect, expect, findShop, programme } from './wallet-and-shop';
import { test } from './way';

test('a sign-in that the shop ended is told, and the same card is live again with what was written on it', async ({ app, shop, way }) => {
  // Two sign-ins in a browser.
  test.slow();
  await bringIn(app, catimaCsv([{ store: 'Aamun kortti', cardid: '4411', type: 'CODE_128', note: 'The door on the left' }]));
  await open(app, 'Aamun kortti');
  await fromMenu(app, 'connect');
  await findShop(app, shop);
  const first = app.context().waitForEvent('page');
  await app.getByTestId('sign-in').click();
  await agree(await first, shop, 'Aino');
  await expect(app.getByTestId('shop-state')).toHaveText('Live');

  await way.signOut();
  const trouble = app.getByTestId('link-trouble');
  await expect(async () => {
    // The wallet may have heard of it by itself: the stream ended.
    if (!(await trouble.isVisible())) await app.getByTestId('refresh-card').click({ timeout: 1000 });
    await expect(trouble).toBeVisible({ timeout: 4000 });
  }).toPass();
  await expect(trouble).toContainText('The shop wants you to sign in again.');
  await expect(app.getByTestId('shop-state')).toHaveText('Sign in again');
  await expect(app.getByTestId('as-of').first()).toContainText('Updated');
  await expect(app.getByTestId('member-code')).toHaveAttribute('data-kind', 'static', { timeout: 15_000 });
  await expect(app.getByTestId('member-code')).toContainText('the shop no longer takes changing codes from this device');
  await accessible(app, 'signed out');
  await fits(app, 'signed out');
  await app.getByTestId('nav-activity').click();
  await expect(app.getByText('The shop wants you to sign in again').first()).toBeVisible();
  await app.getByTestId('nav-settings').click();
  const link = app.getByTestId('shop-connection');
  await expect(link).toContainText('The shop wants you to sign in again.');

  const again = app.context().waitForEvent('page');
  await link.getByTestId('connection-sign-in').click();
  await agree(await again, shop, 'Aino');
  await expect(app.getByRole('heading', { name: 'Aamun kortti', exact: true })).toBeVisible();
  await expect(app.getByTestId('shop-state')).toHaveText('Live');
  await expect(app.getByTestId('member-code')).toHaveAttribute('data-kind', 'rotating');
  await expect(app.getByText('The door on the left')).toBeVisible();
  await app.getByTestId('nav-cards').click();
  await expect(app.getByTestId('card-tile')).toHaveCount(1);
});

test('a device that has no key shows the number and what it allows, until it has one', async ({ app, shop, way }) => {
  way.refuse = (method, path) => (method === 'POST' && path.startsWith('/v1/devices') ? 503 : null);
  await connect(app, shop, 'Eero');
  const code = app.getByTestId('member-code');
  await expect(code).toHaveAttribute('data-kind', 'static');
  await expect(code).toContainText('the shop has not given this device changing codes yet');
  await expect(code).toContainText('It collects points, but cannot spend them.');
  await accessible(app, 'a number');
  const number = (await app.getByTestId('card-number').innerText()).replace(/\D/g, '');
  expect(number).toMatch(/^\d{12}$/);
  await app.getByRole('link', { name: 'Show at checkout' }).or(app.getByRole('button', { name: 'Show at checkout' })).click();
  const till = app.getByTestId('checkout');
  await expect(till.getByTestId('checkout-number')).toHaveText(new RegExp([...number].join('\\s*')));
  await expect(till).toContainText('It collects points, but cannot spend them.');
  await app.getByTestId('checkout-close').click();

  way.refuse = () => null;
  await expect(async () => {
    if ((await code.getAttribute('data-kind')) !== 'rotating') await app.getByTestId('refresh-card').click({ timeout: 1000 });
    await expect(code).toHaveAttribute('data-kind', 'rotating', { timeout: 12_000 });
  }).toPass();
});

test.describe('where a hold lasts a minute', () => {
  const bag = '[[reward]]\nid = "kassi"\ntitle = { fi = "Kassi", sv = "En kasse", en = "A bag" }\ncost = 0\nhold_minutes = 1\nworth = { thing = { fi = "Kassi", sv = "En kasse", en = "A bag" } }\n\n';
  test.use({ toml: async ({}, use) => use(await programme('kauppa', ['[[reward]]\nid = "kahvipaketti"', `${bag}[[reward]]\nid = "kahvipaketti"`])) });

  test('a reserved reward that nobody fetched is shown as lapsed', async ({ app, shop }) => {
    // A minute has to go by.
    test.setTimeout(180_000);
    await connect(app, shop, 'Liisa');
    await app.getByTestId('reward').filter({ hasText: 'A bag' }).getByTestId('reserve').click();
    await app.getByTestId('reserve-yes').click();
    await expect(app.getByTestId('claim').filter({ hasText: 'A bag' })).toContainText('Held until');
    const lapsed = app.getByTestId('claim-lapsed').filter({ hasText: 'A bag' });
    await expect(lapsed).toContainText('Its time is over.', { timeout: 100_000 });
    await expect(app.getByTestId('claim')).toHaveCount(0);
    await accessible(app, 'a lapsed hold');
    await app.getByTestId('nav-activity').click();
    await expect(app.getByText('A bag').first()).toBeVisible();
  });
});
