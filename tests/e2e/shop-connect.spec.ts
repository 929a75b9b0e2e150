import { catimaCsv } from './files';
import { accessible, fits, scanned } from './look';
import { bringIn, fromMenu, open } from './steps';
import { agree, connect, expect, findShop, programme, test } from './wallet-and-shop';

test('from nothing to a card that a till can read, in three screens', async ({ app, shop }) => {
  await app.getByTestId('nav-offers').click();
  await app.getByTestId('offers-connect').click();
  await accessible(app, 'the address');
  await findShop(app, shop);
  await expect(app.getByTestId('shop-head')).toContainText('Aamun kanta-asiakkaat');
  await expect(app.getByTestId('shop-head')).toContainText('127.0.0.1');
  await accessible(app, 'the shop');
  await fits(app, 'the shop');
  const browser = app.context().waitForEvent('page');
  await app.getByTestId('sign-in').click();
  const page = await browser;
  await expect(app.getByTestId('connect-waiting')).toContainText('Continue in your browser');
  await accessible(app, 'waiting');
  await agree(page, shop, 'Aino');
  await expect(app.getByTestId('code-plate')).toBeVisible();
  await expect(app.getByTestId('member-code')).toHaveAttribute('data-kind', 'rotating');
  await expect(app.getByTestId('card-stamps').first()).toContainText('0 of 10 stamps');
  await expect(app.getByTestId('shop-state')).toHaveText('Live');
  const digits = (await app.getByTestId('card-number').innerText()).replace(/\D/g, '');
  expect(digits).toMatch(/^1\d{27}$/);
  expect(await scanned(app.getByTestId('code-plate'))).toEqual([`QR-Code:${digits}`]);
  await accessible(app, 'the card');
  await fits(app, 'the card');
});

test('a no in the browser is told, and nothing is kept', async ({ app, shop }) => {
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/shop`);
  await findShop(app, shop);
  const browser = app.context().waitForEvent('page');
  await app.getByTestId('sign-in').click();
  await agree(await browser, shop, 'Eero', 'Do not link');
  await expect(app.getByTestId('connect-failed')).toContainText('You said no in the browser.');
  await accessible(app, 'a no');
  await app.getByTestId('nav-settings').click();
  await expect(app.getByTestId('shops')).toContainText('No shop is connected yet.');
});

test('an address without a shop says so, and can be put right', async ({ app, shop, core }) => {
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/shop`);
  await app.getByTestId('shop-address').fill(new URL(core.address).origin);
  await app.getByTestId('shop-find').click();
  await expect(app.getByTestId('connect-failed')).toHaveAttribute('data-code', 'noShop');
  await app.getByTestId('connect-retry').click();
  await expect(app.getByTestId('shop-address')).toHaveValue(new URL(core.address).origin);
  await findShop(app, shop);
  await app.getByTestId('other-shop').click();
  await expect(app.getByTestId('shop-address')).toHaveValue(shop.address);
});

test('what was found stays while the window changes its width, and goes with the page', async ({ app, shop }) => {
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/shop`);
  await findShop(app, shop);
  for (const width of [1400, 390, 1400]) {
    await app.setViewportSize({ width, height: 844 });
    await expect(app.getByTestId('shop-head')).toBeVisible();
  }
  await app.getByTestId('nav-offers').click();
  await app.getByTestId('offers-connect').click();
  await expect(app.getByTestId('shop-address')).toHaveValue('');
});

test('a sign-in can be given up', async ({ app, shop }) => {
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/shop`);
  await findShop(app, shop);
  const browser = app.context().waitForEvent('page');
  await app.getByTestId('sign-in').click();
  await (await browser).close();
  await app.getByTestId('copy-address').click();
  await app.getByTestId('connect-cancel').click();
  await expect(app.getByTestId('sign-in')).toBeVisible();
});

test.describe('at a grocery', () => {
  test.use({ toml: async ({}, use) => use(await programme('kauppa', ['[[reward]]\nid = "kahvipaketti"', '[[reward]]\nid = "kassi"\ntitle = { fi = "Kassi", sv = "En kasse", en = "A bag" }\ncost = 0\nworth = { thing = { fi = "Kassi", sv = "En kasse", en = "A bag" } }\n\n[[reward]]\nid = "kahvipaketti"'])) });

  test('offers are hidden and come back, a reward is reserved, a consent is answered', async ({ app, shop }) => {
    await connect(app, shop, 'Aino');
    await expect(app.getByTestId('balance')).toHaveText('0 points');
    const welcome = app.getByTestId('card-offers').getByTestId('offer').filter({ hasText: '100 points on your first purchase' });
    await expect(welcome).toContainText('You have just joined: welcome!');
    await expect(welcome).toContainText('+100');
    await welcome.getByTestId('offer-menu').click();
    await app.getByTestId('offer-hide').click();
    await expect(welcome).toHaveCount(0);
    await app.getByRole('button', { name: 'Undo' }).click();
    await expect(welcome).toBeVisible();

    const bag = app.getByTestId('reward').filter({ hasText: 'A bag' });
    await bag.getByTestId('reserve').click();
    await app.getByTestId('reserve-yes').click();
    const claim = app.getByTestId('claim').filter({ hasText: 'A bag' });
    await claim.getByTestId('claim-show').click();
    await expect(app.getByTestId('till-code-text')).toHaveText(/^[A-Z2-9 ]{10,}$/);
    await accessible(app, 'the code of a reward');
    await app.getByTestId('till-code-close').click();
    // What cost nothing gives nothing back: it is used or lapses.
    await expect(claim.getByTestId('release')).toHaveCount(0);

    const news = app.getByTestId('consent-newsletter');
    await expect(news).not.toBeChecked();
    await news.check();
    await expect(app.getByTestId('consent').filter({ has: news })).toContainText('You agreed on');
    await accessible(app, 'a grocery’s card');
    await fits(app, 'a grocery’s card');
  });

  test('data is saved and deleted, a card stays when its shop goes', async ({ app, shop }) => {
    await connect(app, shop, 'Liisa');
    const saved = app.waitForEvent('download');
    await app.getByTestId('shop-export').click();
    expect((await saved).suggestedFilename()).toMatch(/\.json$/);
    await app.getByTestId('disconnect').click();
    await accessible(app, 'the end of a connection');
    await app.getByTestId('disconnect-yes').click();
    await expect(app.getByTestId('card-link')).toHaveCount(0);
    await expect(app.getByTestId('card-number')).toHaveText(/^[\d ]+$/);
    await connect(app, shop, 'Liisa');
    await app.getByTestId('leave').click();
    await accessible(app, 'the end of a membership');
    await app.getByTestId('leave-yes').click();
    await expect(app.getByText('has deleted your data.')).toBeVisible();
  });
});

test('a card that is there already becomes the shop’s, and keeps what was written on it', async ({ app, shop }) => {
  await bringIn(app, catimaCsv([{ store: 'Aamun kortti', cardid: '4411', type: 'CODE_128', note: 'The door on the left' }]));
  await open(app, 'Aamun kortti');
  await fromMenu(app, 'connect');
  await expect(app.getByRole('heading', { name: 'Connect Aamun kortti to its shop' })).toBeVisible();
  await findShop(app, shop);
  const browser = app.context().waitForEvent('page');
  await app.getByTestId('sign-in').click();
  await agree(await browser, shop, 'Otso');
  await expect(app.getByTestId('member-code')).toHaveAttribute('data-kind', 'rotating');
  await expect(app.getByText('The door on the left')).toBeVisible();
  // The code of the plastic is still there, beside the one of the shop.
  await app.getByRole('button', { name: 'Next code' }).click();
  await expect(app.getByTestId('card-number')).toHaveText('4411');
  await app.getByTestId('card-menu').click();
  await expect(app.getByTestId('menu-connect')).toHaveCount(0);
});
