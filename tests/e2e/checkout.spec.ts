import { test, expect } from './core';
import { catimaCsv, type CatimaCard } from './files';
import { scanned } from './look';
import { bringIn, fromMenu, open, SHOPS, tile } from './steps';

const CODES: { title: string; scan: string }[] = [
  { title: 'Metsä Market', scan: 'EAN-13:6430012345679' },
  { title: 'Kahvilä Aalto', scan: 'CODE-128:AALTO-5581' },
  { title: 'Kirja & Lehti', scan: 'QR-Code:https://kirja.example/2231' },
];

for (const scheme of ['light', 'dark'] as const) {
  test(`codes are read from the ${scheme} screen, on the card and at the checkout`, async ({ app }) => {
    await app.emulateMedia({ colorScheme: scheme });
    await bringIn(app, catimaCsv(SHOPS));
    for (const { title, scan } of CODES) {
      await open(app, title);
      await expect(app.getByTestId('code-plate').getByRole('img')).toBeVisible();
      expect(await scanned(app.getByTestId('code-plate'))).toContain(scan);
      await app.getByTestId('checkout-open').click();
      await expect(app.getByTestId('checkout').getByRole('img')).toBeVisible();
      expect(await scanned(app)).toContain(scan);
      await app.getByTestId('checkout-close').click();
      await expect(app.getByTestId('checkout')).toHaveCount(0);
      await app.getByTestId('nav-cards').click();
    }
  });
}

test('modules are whole device pixels on every screen', async ({ app, browser, core }) => {
  await bringIn(app, catimaCsv(SHOPS));
  const card = await tile(app, 'Metsä Market').getAttribute('href');
  // The session's cookie is this context's; others get the address anew.
  for (const deviceScaleFactor of [1, 1.25, 2.625]) {
    const context = await browser.newContext({ viewport: { width: 412, height: 915 }, deviceScaleFactor });
    const page = await context.newPage();
    await page.goto(core.address);
    await expect(page.getByTestId('card-tile').first()).toBeVisible();
    await page.goto(`${new URL(core.address).origin}/${card ?? ''}`);
    const svg = page.getByTestId('code-plate').locator('svg[data-module-px]');
    await expect(svg).toBeVisible();
    const measured = await svg.evaluate((element) => {
      const box = element.getBoundingClientRect();
      const modules = Number(element.getAttribute('viewBox')?.split(' ')[2]);
      return { module: (box.width * devicePixelRatio) / modules, left: box.left * devicePixelRatio };
    });
    expect(Math.abs(measured.module - Math.round(measured.module))).toBeLessThan(0.01);
    expect(Math.abs(measured.left - Math.round(measured.left))).toBeLessThan(0.05);
    await context.close();
  }
});

test('a long code is turned on a phone and still read', async ({ app }, info) => {
  const long: CatimaCard = { store: 'Pitkä', cardid: 'MEMBER-0000-7781-2231-88', type: 'CODE_128' };
  await bringIn(app, catimaCsv([long]));
  await open(app, 'Pitkä');
  await app.getByTestId('checkout-open').click();
  const svg = app.getByTestId('checkout').locator('svg[data-module-px]');
  await expect(svg).toBeVisible();
  const box = await svg.boundingBox();
  if (info.project.name === 'phone') expect(box?.height ?? 0).toBeGreaterThan(box?.width ?? 0);
  else expect(box?.width ?? 0).toBeGreaterThan(box?.height ?? 0);
  expect(await scanned(app)).toContain('CODE-128:MEMBER-0000-7781-2231-88');
});

test('the size is remembered, a use is counted, and Escape goes back', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  await open(app, 'Kirja & Lehti');
  await expect(app.getByText('Not shown at a checkout yet.')).toBeVisible();
  await app.getByTestId('checkout-open').click();
  const size = app.getByTestId('checkout-size');
  const width = async (): Promise<number> => (await app.getByTestId('checkout').locator('svg[data-module-px]').boundingBox())?.width ?? 0;
  await expect.poll(width).toBeGreaterThan(0);
  const full = await width();
  await size.fill('50');
  await expect.poll(width).toBeLessThan(full);
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('checkout')).toHaveCount(0);
  await expect(app.getByText('Shown at a checkout once.')).toBeVisible();

  await app.reload();
  await app.getByTestId('checkout-open').click();
  await expect(size).toHaveValue('50');
});

test('several codes of one card are reached by arrow keys', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  await open(app, 'Metsä Market');
  await fromMenu(app, 'edit');
  await app.getByRole('button', { name: 'Add another code' }).click();
  await app.getByTestId('code-text').nth(1).fill('METSA-2');
  await expect(app.getByTestId('code-preview').nth(1).getByRole('img')).toBeVisible();
  await app.getByTestId('form-save').click();
  await app.getByTestId('checkout-open').click();
  await expect(app.getByTestId('checkout-number')).toHaveText(/6 430012 345679/);
  await app.keyboard.press('ArrowRight');
  await expect(app.getByTestId('checkout-number')).toHaveText(/METSA-2/);
  expect(await scanned(app)).toContain('CODE-128:METSA-2');
});
