import type { Page } from '@playwright/test';
import { test, expect } from './core';
import { catimaCsv } from './files';
import { bringIn, SHOPS, tile } from './steps';

/** Presses Tab until the focus is on what is meant; a person would, too. */
async function tabTo(page: Page, selector: string, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

test('find a card, show it, go back, add one: no mouse', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));

  await app.keyboard.press('/');
  await expect(app.getByTestId('search')).toBeFocused();
  await app.keyboard.type('kahvi');
  await expect(app.getByTestId('card-tile')).toHaveCount(1);
  await app.keyboard.press('Enter');
  await expect(tile(app, 'Kahvilä Aalto')).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('code-plate')).toBeVisible();

  await tabTo(app, '[data-testid="checkout-open"]');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('checkout')).toBeVisible();
  await expect.poll(() => app.evaluate(() => document.activeElement?.closest('[data-testid="checkout"]') !== null)).toBe(true);
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('checkout')).toHaveCount(0);

  await tabTo(app, '[data-testid="card-menu"]');
  await app.keyboard.press('ArrowDown');
  await expect(app.getByTestId('menu-edit')).toBeFocused();
  await app.keyboard.press('End');
  await expect(app.getByTestId('menu-delete')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('card-menu')).toBeFocused();

  await app.keyboard.press('Escape');
  await app.keyboard.press('/');
  await expect(app.getByTestId('search')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('card-tile')).toHaveCount(3);
  await tile(app, 'Metsä Market').focus();
  await app.keyboard.press('ArrowRight');
  await expect(app.getByTestId('card-tile').nth(1)).toBeFocused();

  await app.keyboard.press('n');
  await tabTo(app, '[data-testid="add-by-hand"]');
  await app.keyboard.press('Enter');
  await tabTo(app, '[data-testid="form-title"]');
  await app.keyboard.type('Näppäimistö');
  await tabTo(app, '[data-testid="code-text"]');
  await app.keyboard.type('K-1');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { name: 'Näppäimistö' })).toBeVisible();
});

test('the first Tab offers a way past the places', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  await app.reload();
  await expect(app.getByTestId('card-tile').first()).toBeVisible();
  await tabTo(app, '.skip', 20);
  await app.keyboard.press('Enter');
  await expect(app.locator('main#main')).toBeFocused();
});
