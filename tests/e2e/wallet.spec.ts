import { Core, test, expect } from './core';
import { catimaCsv } from './files';
import { accessible } from './look';
import { bringIn, SHOPS } from './steps';

test('without a keyring a passphrase keeps the wallet, and the recovery words open it', async ({ page }) => {
  test.setTimeout(120_000);
  const core = await Core.create(false);
  try {
    await core.serve();
    await page.goto(core.address);
    await expect(page.getByTestId('wallet-new')).toBeVisible();
    await accessible(page, 'new wallet');
    await page.getByTestId('passphrase').fill('kahvi ja pulla');
    await page.getByTestId('passphrase-again').fill('kahvi ja pullaa');
    await page.getByTestId('unlock').click();
    await expect(page.getByText('The two are not the same.')).toBeVisible();
    await page.getByTestId('passphrase-again').fill('kahvi ja pulla');
    await page.getByTestId('unlock').click();
    await expect(page.getByTestId('first-run')).toBeVisible({ timeout: 30_000 });
    await bringIn(page, catimaCsv(SHOPS));
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('recovery-show').click();
    const words = await page.getByTestId('recovery-words').locator('[lang="en"]').allTextContents();
    expect(words).toHaveLength(24);

    await core.stop();
    await core.serve();
    await page.goto(core.address);
    await expect(page.getByTestId('wallet-locked')).toBeVisible();
    await accessible(page, 'locked wallet');
    await page.getByTestId('passphrase').fill('something else');
    await page.getByTestId('unlock').click();
    await expect(page.getByText('This does not open the wallet.')).toBeVisible({ timeout: 30_000 });
    await page.getByTestId('passphrase').fill('kahvi ja pulla');
    await page.getByTestId('unlock').click();
    await expect(page.getByTestId('card-tile').first()).toBeVisible({ timeout: 30_000 });

    await core.stop();
    await core.serve();
    await page.goto(core.address);
    await page.getByRole('button', { name: 'Use the recovery words instead' }).click();
    await accessible(page, 'recovery words');
    await page.getByTestId('recovery-input').fill(words.slice(1).join(' '));
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByText('These are not the recovery words')).toBeVisible();
    await page.getByTestId('recovery-input').fill(words.join('\n').toUpperCase());
    await page.getByLabel('New passphrase').fill('uusi salalause');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByTestId('card-tile').first()).toBeVisible({ timeout: 30_000 });
  } finally {
    await core.remove();
  }
});

test('a server that has gone is told in words, and found again', async ({ page }) => {
  const core = await Core.create();
  try {
    await core.serve();
    await page.goto(core.address);
    await bringIn(page, catimaCsv(SHOPS));
    await core.stop();
    await page.getByTestId('search').fill('kahvi');
    await expect(page.getByText('The wallet behind this page does not answer.')).toBeVisible();
  } finally {
    await core.remove();
  }
});
