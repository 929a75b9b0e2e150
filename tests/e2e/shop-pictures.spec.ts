// Pictures of offers and rewards: the shop's own, shown by the wallet, also when the shop is away.
import { resolve } from 'node:path';
import { accessible, fits } from './look';
import { connect, expect, programme, test, type Page } from './wallet-and-shop';

const PICTURE = resolve(import.meta.dirname, '../../icons/128x128.png');

test.use({
  beside: [[PICTURE], { scope: 'test' }],
  toml: async ({}, use) => {
    const named = (id: string): [string, string] => [`id = "${id}"\n`, `id = "${id}"\nimage = "128x128.png"\n`];
    await use(await programme('kauppa', named('tervetuloa'), named('kahvipaketti')));
  },
});

/** Pixels across of the picture that is shown, and who it was asked of. */
async function shown(app: Page, which: string): Promise<{ width: number; from: string }> {
  const picture = app.getByTestId(which).first();
  await picture.scrollIntoViewIfNeeded();
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  return picture.evaluate((image: HTMLImageElement) => ({ width: image.naturalWidth, from: new URL(image.currentSrc).origin }));
}

test('pictures of offers and rewards come with their shop, and stay when it is away', async ({ app, shop }) => {
  const asked: string[] = [];
  app.on('request', (request) => asked.push(new URL(request.url()).origin));
  await connect(app, shop, 'Aino');
  const here = new URL(app.url()).origin;
  for (const which of ['offer-picture', 'reward-picture']) {
    const { width, from } = await shown(app, which);
    expect(from, which).toBe(here);
    expect(width, which).toBe(128);
  }
  await accessible(app, 'pictures');
  await fits(app, 'pictures');
  // The page itself never asks the shop: it would tell who looks, and when.
  expect(asked.filter((origin) => origin === shop.address)).toEqual([]);

  await shop.close();
  await app.reload();
  await shown(app, 'reward-picture');
  await app.getByTestId('nav-offers').click();
  await shown(app, 'offer-picture');
});
