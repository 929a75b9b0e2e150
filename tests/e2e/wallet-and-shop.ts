/** A wallet and a shop that meet: the real core and the real shop, each in a folder of the test's own. */
import { mergeTests, type Page } from '@playwright/test';
import { Core, expect, test as wallet } from './core';
import { programme, test as shops, type Shop } from './shop';

export const test = mergeTests(wallet, shops).extend<{ core: Core }>({
  core: async ({}, use) => {
    // A shop of a test is on this machine, where a wallet otherwise asks nobody.
    const core = await Core.create(true, { KANTIS_ALLOW_LOOPBACK: '1' });
    try {
      await core.serve();
      await use(core);
    } finally {
      await core.remove();
    }
  },
});

/** Types the shop's address and looks at what it says of itself. */
export async function findShop(app: Page, shop: Shop): Promise<void> {
  await app.getByTestId('shop-address').fill(shop.address);
  await app.getByTestId('shop-find').click();
  await expect(app.getByTestId('shop-head')).toBeVisible();
}

/** Signs in on the shop's own page, as somebody new, and lets the wallet be linked. */
export async function agree(page: Page, shop: Shop, name: string, answer: 'Link the wallet' | 'Do not link' = 'Link the wallet'): Promise<void> {
  const email = `${name.toLowerCase()}@example.com`;
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await page.getByLabel('Code', { exact: true }).fill(await shop.codeFor(email));
  await page.getByRole('button', { name: 'Continue' }).click();
  const name_ = page.getByLabel('Name');
  const ask = page.getByRole('button', { name: answer });
  await expect(name_.or(ask)).toBeVisible();
  if (await name_.isVisible()) {
    await name_.fill(name);
    await page.getByRole('button', { name: /join/i }).click();
  }
  await ask.click();
}

/** From the list to the card: three screens. */
export async function connect(app: Page, shop: Shop, name: string): Promise<void> {
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/shop`);
  await findShop(app, shop);
  const browser = app.context().waitForEvent('page');
  await app.getByTestId('sign-in').click();
  const page = await browser;
  await agree(page, shop, name);
  await expect(app.getByTestId('code-plate')).toBeVisible();
  await page.close();
}

export { expect, programme, type Page };
