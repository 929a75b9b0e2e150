import type { Page } from '@playwright/test';
import { test, expect } from './core';
import { catimaCsv, pkpass } from './files';
import { accessible, doubleText, fits } from './look';
import { bringIn, fromMenu, open, pick, SHOPS, tile, toList } from './steps';

/** Walks through every screen and has each one looked at. */
async function everyScreen(app: Page, look: (where: string) => Promise<void>): Promise<void> {
  await expect(app.getByTestId('first-run')).toBeVisible();
  await look('first run');
  await pick(app, catimaCsv(SHOPS), pkpass());
  await expect(app.getByTestId('import-preview')).toBeVisible();
  await look('import preview');
  await app.getByTestId('import-apply').click();
  await expect(app.getByTestId('import-done')).toBeVisible();
  await look('import result');
  await app.getByTestId('import-done').click();
  await expect(tile(app, 'Metsä Market')).toBeVisible();
  await look('cards');
  await app.getByTestId('list-menu').click();
  await look('menu of the list');
  await app.getByTestId('select-several').click();
  await tile(app, 'Metsä Market').click();
  await look('several cards');
  await app.getByRole('button', { name: 'Stop selecting' }).click();
  await app.getByTestId('search').fill('zzz');
  await expect(app.getByText('Nothing matches “zzz”.')).toBeVisible();
  await look('nothing found');
  await app.getByRole('button', { name: 'Show all cards' }).click();

  for (const title of ['Metsä Market', 'Kahvio Kaneli']) {
    await open(app, title);
    const closed = app.locator('.pane details:not([open]) > summary');
    while ((await closed.count()) > 0) await closed.first().click();
    await look(`card ${title}`);
    await app.getByTestId('card-menu').click();
    await look(`menu of ${title}`);
    await app.keyboard.press('Escape');
    await toList(app);
  }

  await open(app, 'Metsä Market');
  await fromMenu(app, 'groups');
  await look('groups of a card');
  await app.getByRole('button', { name: 'Done' }).click();
  await app.getByTestId('checkout-open').click();
  await expect(app.getByTestId('checkout').getByRole('img')).toBeVisible();
  await look('checkout');
  await app.getByTestId('checkout-close').click();
  await fromMenu(app, 'edit');
  await expect(app.getByTestId('card-form')).toBeVisible();
  await look('edit');
  await toList(app);

  await app.getByTestId('add-card').click();
  await look('add');
  await app.getByTestId('add-by-hand').click();
  await app.getByTestId('code-text').fill('6430012345670');
  await expect(app.getByTestId('code-problem')).toBeVisible();
  await app.getByTestId('form-save').click();
  await look('by hand, with problems');
  await app.getByTestId('nav-settings').click();
  await expect(app.getByRole('dialog')).toBeVisible();
  await look('leave without saving');
  await app.getByRole('button', { name: 'Leave' }).click();

  await app.getByTestId('recovery-show').click();
  await expect(app.getByTestId('recovery-words')).toBeVisible();
  await look('settings');
  await app.getByRole('link', { name: 'Groups' }).click();
  await expect(app.getByTestId('group-row').first()).toBeVisible();
  await look('groups');
  await toList(app);
  await app.getByTestId('list-menu').click();
  await app.getByTestId('open-archive').click();
  await expect(tile(app, 'Vanha Video')).toBeVisible();
  await look('archive');
  await pick(app, { name: 'x.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await expect(app.getByTestId('import-failed').or(app.getByTestId('import-preview'))).toBeVisible();
  await look('import that failed');
}

for (const theme of ['light', 'dark', 'contrast'] as const) {
  test(`every screen is accessible, ${theme}`, async ({ app }) => {
    test.setTimeout(180_000);
    await app.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', contrast: theme === 'contrast' ? 'more' : 'no-preference', reducedMotion: 'reduce' });
    await expect(app.locator('html')).toHaveAttribute('data-theme', theme);
    await everyScreen(app, (where) => accessible(app, where));
  });
}

test('text at 200 % loses nothing and scrolls one way only', async ({ app }) => {
  test.setTimeout(120_000);
  await app.emulateMedia({ reducedMotion: 'reduce' });
  await doubleText(app);
  await everyScreen(app, (where) => fits(app, where));
});

test('Finnish, from the first screen to the last', async ({ app }) => {
  await app.getByRole('button', { name: 'Suomi' }).click();
  await expect(app.getByRole('heading', { name: 'Kaikki kanta-asiakaskorttisi täällä' })).toBeVisible();
  await expect(app.locator('html')).toHaveAttribute('lang', 'fi');
  await bringIn(app, catimaCsv(SHOPS));
  await expect(tile(app, 'Metsä Market')).toContainText(/2\s140 p/);
  await expect(tile(app, 'Kirja & Lehti')).toContainText(/12,50\s€/);
  await app.reload();
  await expect(app.getByRole('heading', { name: 'Kortit' })).toBeVisible();
});

test('the look is chosen and stays', async ({ app }) => {
  await app.getByTestId('nav-settings').click();
  await app.getByTestId('theme-dark').check();
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'dark');
  await app.reload();
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'dark');
  await app.getByTestId('theme-contrast').check();
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'contrast');
});
