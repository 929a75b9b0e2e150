/** The wallet in Swedish: chosen by a person, or as the device says. */
import type { Page } from '@playwright/test';
import { test, expect } from './core';
import { catimaCsv, pkpass } from './files';
import { accessible, doubleText, fits } from './look';
import { bringIn, open, SHOPS, toList } from './steps';

const places = [
  { nav: 'cards', name: 'Kort' },
  { nav: 'offers', name: 'Erbjudanden' },
  { nav: 'activity', name: 'Händelser' },
  { nav: 'settings', name: 'Inställningar' },
];

async function everyPlaceIsSwedish(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'sv');
  for (const { nav, name } of places) {
    await page.getByTestId(`nav-${nav}`).click();
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
    await expect(page.getByTestId(`nav-${nav}`)).toHaveText(name);
    await fits(page, name);
  }
}

test('Svenska is chosen in Settings, and stays', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS), pkpass({ offer: '-20 % på alla bullar' }));
  await app.getByTestId('nav-settings').click();
  await app.getByLabel('Svenska').check();
  await everyPlaceIsSwedish(app);
  await app.reload();
  await everyPlaceIsSwedish(app);
  await app.getByTestId('nav-offers').click();
  await expect(app.getByTestId('offer')).toContainText(/−20\s%/);
  await toList(app);
  await open(app, 'Metsä Market');
  await app.getByRole('link', { name: 'Visa i kassan' }).or(app.getByRole('button', { name: 'Visa i kassan' })).click();
  await expect(app.getByTestId('checkout').getByRole('img', { name: 'EAN-13-kod, 6 430012 345679' })).toBeVisible();
});

test.describe('on a device that is set to Swedish', () => {
  test.use({ locale: 'sv-FI' });

  test('everything is Swedish from the start, also in text twice as large', async ({ app }) => {
    await expect(app.getByRole('heading', { name: 'Alla dina stamkundskort på ett ställe' })).toBeVisible();
    await accessible(app, 'first run');
    await bringIn(app, catimaCsv(SHOPS), pkpass());
    await everyPlaceIsSwedish(app);
    await accessible(app, 'settings');
    await doubleText(app);
    await everyPlaceIsSwedish(app);
  });
});
