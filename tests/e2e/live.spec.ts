import type { Page } from '@playwright/test';
import { test, expect } from './core';
import { catimaCsv, pkpass } from './files';
import { accessible, doubleText, fits } from './look';
import { bringIn, open, pick, SHOPS, tile, toList } from './steps';

/** Nobody answers there: the name is kept for that (RFC 2606). */
const SERVICE = 'https://passes.kahvio.invalid/';
const OFFER = '20 % off all buns';
const name = 'Kahvio Kaneli';
const kahvio = (points = '128', offer = true) => pkpass({ points, service: SERVICE, ...(offer ? { offer: OFFER } : {}) });

/** A newer version of a pass, taken by hand. */
async function takeTheirs(app: Page, points: string): Promise<void> {
  await pick(app, kahvio(points));
  await app.locator('[data-testid="import-row"]').getByLabel('Take theirs').check();
  await app.getByTestId('import-apply').click();
  await app.getByTestId('import-done').click();
  await expect(tile(app, name)).toBeVisible();
}

test('what a shop changed is told by day, and its line opens the card', async ({ app }) => {
  await bringIn(app, kahvio());
  await takeTheirs(app, '150');
  await app.getByTestId('nav-activity').click();
  await expect(app.getByRole('heading', { name: 'Activity' })).toBeVisible();
  await expect(app.getByRole('heading', { name: 'Today' })).toBeVisible();
  const line = app.getByTestId('activity-line').filter({ hasText: /128.*150/ });
  await expect(line).toContainText(name);
  await expect(line).toContainText('+22');

  await app.getByTestId('topic-trouble').click();
  await expect(line).toHaveCount(0);
  await app.getByTestId('topic-all').click();
  await app.getByTestId('activity-search').fill('kaneli');
  await expect(line).toBeVisible();
  await app.getByTestId('activity-search').fill('zzz');
  await expect(app.getByText('Nothing matches.')).toBeVisible();
  await app.getByRole('button', { name: 'Show everything' }).click();
  await line.click();
  await expect(app.getByTestId('code-plate')).toBeVisible();
  await expect(app.getByTestId('balance-curve')).toBeVisible();
  await expect(app.getByTestId('balance-curve').locator('tbody tr')).toHaveCount(2);
  await app.getByTestId('back').click();
  await expect(app.getByRole('heading', { name: 'Activity' })).toBeVisible();
});

test('offers show their value first and lead to the code', async ({ app }) => {
  await app.getByTestId('nav-offers').click();
  await expect(app.getByTestId('offers-empty')).toContainText('Offers of your shops show here.');
  await app.getByTestId('nav-cards').click();
  await bringIn(app, kahvio());
  await expect(tile(app, name).getByTestId('tile-offers')).toHaveText('1 offer');
  await app.getByTestId('nav-offers').click();
  const offer = app.getByTestId('offer');
  await expect(offer).toHaveCount(1);
  await expect(offer).toContainText(/−20\s?%/);
  await expect(offer).toContainText(name);
  await offer.getByTestId('offer-show').click();
  await expect(app.getByTestId('checkout')).toBeVisible();
  await expect(app.getByTestId('checkout')).toContainText('KANELI 7781');
});

test('a shop that does not answer leaves the card as it was, and says so', async ({ app }) => {
  test.setTimeout(120_000);
  await bringIn(app, kahvio());
  await open(app, name);
  await expect(app.getByTestId('balance')).toHaveText('128');
  await app.getByTestId('refresh-card').click();
  await expect(app.getByText(`${name} is as it was`)).toBeVisible({ timeout: 60_000 });
  await expect(app.getByTestId('balance')).toHaveText('128');
  await expect(app.getByTestId('card-source')).toContainText('passes.kahvio.invalid');
  await app.getByTestId('source-on').uncheck();
  await expect(app.getByTestId('card-source')).toContainText('Updates are off, so Kantis does not ask this shop.');
  await expect(app.getByTestId('refresh-card')).toHaveCount(0);
  await app.reload();
  await expect(app.getByTestId('source-on')).not.toBeChecked();
});

test('a guess is put right, remembered and taken back', async ({ app }) => {
  await bringIn(app, kahvio());
  await open(app, name);
  await expect(app.getByTestId('shop-balance')).toContainText('From the field “Points” · Kantis guessed');
  await app.getByTestId('shop-balance').getByTestId('meaning-change').click();
  await accessible(app, 'what a field means');
  await app.getByTestId('meaning-nothing').check();
  await app.getByTestId('meaning-save').click();
  await expect(app.getByTestId('shop-balance')).toHaveCount(0);
  await app.reload();
  await expect(app.getByTestId('card-tier')).toBeVisible();
  await expect(app.getByTestId('shop-balance')).toHaveCount(0);
  await app.getByTestId('meanings').click();
  await app.getByTestId('meaning-field').filter({ hasText: 'Points' }).click();
  await app.getByTestId('meaning-points').check();
  await app.getByTestId('meaning-save').click();
  await expect(app.getByTestId('shop-balance')).toContainText('you said so');
});

test('settings of notices and place stay', async ({ app }) => {
  await app.getByTestId('nav-settings').click();
  await app.getByTestId('notice-offers').uncheck();
  await app.getByTestId('remind-days').selectOption('14');
  await app.getByTestId('quiet-on').check();
  await app.getByTestId('quiet-until').fill('06:30');
  await app.getByTestId('quiet-until').blur();
  await app.getByTestId('private-on-lock').check();
  await app.getByTestId('use-place').check();
  await expect(app.getByTestId('use-place')).toBeChecked();
  await app.reload();
  await expect(app.getByTestId('quiet-until')).toHaveValue('06:30');
  await expect(app.getByTestId('quiet-from')).toHaveValue('22:00');
  await expect(app.getByTestId('notice-offers')).not.toBeChecked();
  await expect(app.getByTestId('notice-balance')).toBeChecked();
  await expect(app.getByTestId('remind-days')).toHaveValue('14');
  await expect(app.getByTestId('private-on-lock')).toBeChecked();
  await expect(app.getByTestId('use-place')).toBeChecked();
  await app.getByTestId('notices-on').uncheck();
  await expect(app.getByTestId('quiet-on')).toHaveCount(0);
});

test('news of all cards is a key away, and nothing needs a mouse', async ({ app }) => {
  test.setTimeout(120_000);
  await bringIn(app, kahvio());
  await app.keyboard.press('r');
  await expect(app.getByText(`${name} is as it was`)).toBeVisible({ timeout: 60_000 });
  await app.getByTestId('nav-activity').focus();
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { name: 'Activity' })).toBeVisible();
  await app.getByTestId('nav-offers').focus();
  await app.keyboard.press('Enter');
  await app.getByTestId('offer-show').focus();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('checkout')).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('checkout')).toHaveCount(0);
});

test('a finger pulls for news', async ({ app, isMobile }, { project }) => {
  test.skip(project.name !== 'phone' || isMobile, 'there is a finger on the phone only');
  await bringIn(app, kahvio());
  const asked = app.waitForRequest((request) => request.url().endsWith('/rpc/passesRefresh'));
  const client = await app.context().newCDPSession(app);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 200, y }] });
  await touch('touchStart', 40);
  for (let y = 60; y <= 260; y += 20) await touch('touchMove', y);
  await touch('touchEnd');
  await asked;
});

/** Walks through every live screen and has each one looked at. */
async function everyScreen(app: Page, look: (where: string) => Promise<void>): Promise<void> {
  for (const place of ['offers', 'activity'] as const) {
    await app.getByTestId(`nav-${place}`).click();
    await expect(app.getByTestId(`${place}-empty`)).toBeVisible();
    await look(`${place}, empty`);
  }
  await app.getByTestId('nav-cards').click();
  await bringIn(app, catimaCsv(SHOPS), kahvio());
  await takeTheirs(app, '150');
  await look('cards');
  await open(app, name);
  const closed = app.locator('.pane details:not([open]) > summary');
  while ((await closed.count()) > 0) await closed.first().click();
  await expect(app.getByTestId('activity-line').first()).toBeVisible();
  await look('a card with everything');
  await app.getByTestId('meaning-field').first().click();
  await look('what a field means');
  await app.keyboard.press('Escape');
  await toList(app);
  await app.getByTestId('nav-offers').click();
  await expect(app.getByTestId('offer')).toHaveCount(1);
  await look('offers');
  await app.getByTestId('nav-activity').click();
  await expect(app.getByTestId('activity-line').first()).toBeVisible();
  await look('activity');
  await app.getByTestId('nav-settings').click();
  await app.getByTestId('quiet-on').check();
  await expect(app.getByTestId('connection')).toHaveCount(1);
  await look('settings');
}

for (const theme of ['light', 'dark', 'contrast'] as const) {
  test(`every live screen is accessible, ${theme}`, async ({ app }) => {
    test.setTimeout(180_000);
    await app.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', contrast: theme === 'contrast' ? 'more' : 'no-preference', reducedMotion: 'reduce' });
    await expect(app.locator('html')).toHaveAttribute('data-theme', theme);
    await everyScreen(app, (where) => accessible(app, where));
  });
}

test('live screens with text at 200 % lose nothing and scroll one way only', async ({ app }) => {
  test.setTimeout(120_000);
  await app.emulateMedia({ reducedMotion: 'reduce' });
  await doubleText(app);
  await everyScreen(app, (where) => fits(app, where));
});
