import { chromium, type Locator, type Page } from '@playwright/test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible, doubleText } from './look';
import { expect, joinAt, programme, test } from './shop';

/** Nothing is wider than the window. */
async function narrow(page: Page, where: string): Promise<void> {
  const wide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('dialog[open]')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => `${one.tagName}: ${one.scrollWidth}`),
  );
  expect(wide, where).toEqual([]);
}

async function look(page: Page, where: string): Promise<void> {
  await accessible(page, where);
  await narrow(page, where);
}

const sheet = (till: Page): Locator => till.getByRole('dialog');
const total = (till: Page): Locator => till.locator('#total');
const product = (till: Page, name: string): Locator => till.locator('#products').getByRole('button', { name });
const shut = (till: Page): Promise<void> => sheet(till).getByRole('button', { name: 'Close' }).click();

async function invite(till: Page): Promise<string> {
  await till.getByRole('button', { name: 'New member' }).click();
  const link = sheet(till).getByRole('link');
  await expect(link).toBeVisible();
  await look(till, 'invite');
  const address = (await link.getAttribute('href')) ?? '';
  await shut(till);
  return address;
}

async function show(till: Page, member: string): Promise<void> {
  await till.getByRole('textbox', { name: 'Member' }).fill(member);
  await till.getByRole('button', { name: 'Show' }).click();
}

test('a key that no till has opens nothing', async ({ page, shop }) => {
  await page.goto(`${shop.address}/till`);
  await look(page, 'key');
  await page.getByLabel('Key').fill('not a key of this shop');
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('alert')).toHaveText('No till has this key. Ask the owner for a new one.');
  await look(page, 'a wrong key');
  await page.getByLabel('Key').fill(shop.till.split('key=')[1] ?? '');
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('button', { name: /Cappuccino/ })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('heading', { name: 'Open the till' })).toBeVisible();
});

test.describe('a café whose card numbers may spend', () => {
  test.use({ toml: async ({}, use) => use(await programme('kahvila', ['[[stamp_card]]', '[codes]\nstatic_spends = true\n\n[[stamp_card]]'])) });

  test('somebody joins from the till, fills a card, drinks for free and brings a cake back', async ({ till, shop, browser }) => {
    await look(till, 'an empty till');
    const member = await joinAt(browser, shop, await invite(till), 'Aino', look);

    await show(till, member.number);
    const visit = till.getByRole('region', { name: 'Member' });
    await expect(visit).toContainText('Aino');
    await product(till, 'Cappuccino').click();
    const pieces = till.getByLabel('Quantity: Cappuccino');
    await pieces.fill('8');
    await pieces.press('Enter');
    await expect(total(till)).toHaveText('€35.20');
    // Two stamps more with the first purchase, and one more on Mondays.
    await expect(till.locator('#gives')).toHaveText(/\+1[01] on Kahvikortti/);
    // A bun is the shop's welcome.
    await product(till, 'Korvapuusti').click();
    await expect(till.locator('#lines li').nth(1)).toContainText('€3.60 off');
    await product(till, 'Kakkupala').click();
    await product(till, 'Kakkupala').click();
    await expect(total(till)).toHaveText('€47.00');
    await look(till, 'a basket');
    await till.getByRole('button', { name: 'Card' }).click();
    const receipt = sheet(till).getByRole('heading', { name: 'Receipt' });
    await expect(receipt).toBeVisible();
    await expect(sheet(till).locator('.paper')).toContainText('47.00');
    await expect(sheet(till).locator('.paper')).toContainText('Kassa 1');
    await look(till, 'a receipt');
    await sheet(till).getByRole('button', { name: 'Next customer' }).click();

    // The full card gives a coffee.
    await show(till, member.number);
    await product(till, 'Cappuccino').click();
    await expect(total(till)).toHaveText('€4.40');
    await visit.getByRole('button', { name: 'Use: Kahvi ilmaiseksi' }).click();
    await expect(total(till)).toHaveText('€0.00');
    await till.getByRole('button', { name: 'Done' }).click();
    await expect(receipt).toBeVisible();
    await shut(till);
    await show(till, member.number);
    await expect(visit).toContainText('Aino');
    await expect(visit.getByRole('button', { name: /Kahvi ilmaiseksi/ })).toHaveCount(0);

    // One of the two cakes comes back, found by the number on its receipt.
    await till.getByRole('button', { name: 'Receipts' }).click();
    await sheet(till).getByLabel('Receipt number').fill('000001');
    await sheet(till).getByRole('button', { name: 'Find' }).click();
    await expect(sheet(till).getByRole('button', { name: /^Take back/ })).toHaveCount(1);
    await look(till, 'receipts');
    await sheet(till).getByRole('button', { name: 'Take back: 000001' }).click();
    await look(till, 'what comes back');
    await sheet(till).getByRole('button', { name: 'Take back one: Kakkupala' }).click();
    await expect(sheet(till).locator('.paper')).toContainText('-5.90');
    await member.context.close();
  });

  test('the code of a reward is taken on its member\'s basket, and by itself', async ({ till, shop, browser }) => {
    const member = await joinAt(browser, shop, await invite(till), 'Aino', async () => {});
    await show(till, member.number);
    await product(till, 'Cappuccino').click();
    const pieces = till.getByLabel('Quantity: Cappuccino');
    await pieces.fill('8');
    await pieces.press('Enter');
    await expect(total(till)).toHaveText('€35.20');
    await till.getByRole('button', { name: 'Card' }).click();
    await sheet(till).getByRole('button', { name: 'Next customer' }).click();
    // The code is what the member's wallet shows.
    const { claims } = await till.evaluate(async (number) => {
      const body = JSON.stringify({ member: { by: 'scan', value: number } });
      const answer = await fetch('/pos/v1/visits', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      return (await answer.json()) as { claims: { code: string; title: string }[] };
    }, member.number);
    const code = claims.find((claim) => claim.title === 'Kahvi ilmaiseksi')?.code ?? '';
    expect(code).toHaveLength(10);

    await show(till, member.number);
    await product(till, 'Cappuccino').click();
    await expect(total(till)).toHaveText('€4.40');
    await show(till, code);
    await expect(total(till)).toHaveText('€0.00');
    await expect(till.getByRole('button', { name: 'In use: Kahvi ilmaiseksi' })).toBeVisible();
    await till.getByRole('button', { name: 'Clear' }).click();

    await show(till, `${code.slice(0, 5).toLowerCase()}-${code.slice(5)}`);
    const give = sheet(till).getByRole('button', { name: 'Hand over' });
    await expect(give).toBeFocused();
    await look(till, 'a reward to hand over');
    await give.click();
    await expect(sheet(till)).toContainText('Kahvi ilmaiseksi');
    await look(till, 'a reward that is handed over');
    await shut(till);
    await expect(till.getByLabel('Member', { exact: true })).toBeFocused();

    for (const [tried, said] of [
      [code, 'This was used already or is over.'],
      ['ABCDE23456', 'No reward has this code.'],
    ] as const) {
      await show(till, tried);
      await give.click();
      await expect(till.getByRole('alert')).toContainText(said);
    }
    await member.context.close();
  });
});

test('the keyboard alone rings up, and a scanner is heard wherever one is', async ({ till, shop, browser }) => {
  const member = await joinAt(browser, shop, await invite(till), 'Eero', async () => {});
  await till.getByRole('heading', { name: 'Basket' }).focus();
  await till.keyboard.press('/');
  await expect(till.getByLabel('Find a product')).toBeFocused();
  await till.keyboard.type('espr');
  await expect(till.locator('#products li')).toHaveCount(1);
  await till.keyboard.press('Tab');
  while (!(await product(till, 'Espresso').evaluate((one) => one === document.activeElement))) await till.keyboard.press('Tab');
  await till.keyboard.press('Enter');
  await expect(total(till)).toHaveText('€2.90');
  await till.getByRole('button', { name: 'One more: Espresso' }).focus();
  for (const sum of ['€5.80', '€8.70']) {
    await till.keyboard.press('Enter');
    await expect(total(till)).toHaveText(sum);
  }
  await till.getByRole('button', { name: 'One less: Espresso' }).focus();
  for (const sum of ['€5.80', '€2.90']) {
    await till.keyboard.press('Enter');
    await expect(total(till)).toHaveText(sum);
  }
  await till.getByRole('heading', { name: 'Basket' }).focus();
  await till.keyboard.type(member.number);
  await till.keyboard.press('Enter');
  await expect(till.getByRole('region', { name: 'Member' })).toContainText('Eero');
  // The number alone only collects here, and the till says so.
  await expect(till.getByRole('region', { name: 'Member' })).toContainText('This only collects.');
  await expect(total(till)).toHaveText('€2.90');
  await till.keyboard.press('F9');
  await expect(sheet(till).locator('.paper')).toContainText('2.90');
  await till.keyboard.press('Escape');
  await expect(till.getByLabel('Member', { exact: true })).toBeFocused();
  await expect(till.getByText('Tap a product to ring it up.')).toBeVisible();
  await member.context.close();
});

test('a quantity that is being typed stays when the price comes', async ({ till }) => {
  let answer = (): void => {};
  const held = new Promise<void>((go) => (answer = go));
  await till.route('**/pos/v1/baskets', async (route) => {
    await held;
    await route.continue();
  });
  await product(till, 'Espresso').click();
  const pieces = till.getByLabel('Quantity: Espresso');
  await pieces.fill('3');
  answer();
  await expect(total(till)).toHaveText('€2.90');
  await expect(pieces).toBeFocused();
  await expect(pieces).toHaveValue('3');
  await pieces.press('Enter');
  await expect(total(till)).toHaveText('€8.70');
});

test('who is not known is said, and the basket stays', async ({ till }) => {
  await product(till, 'Espresso').click();
  await expect(total(till)).toHaveText('€2.90');
  await show(till, '000000000000');
  await expect(till.getByRole('alert')).toContainText('No member is known by that.');
  await expect(total(till)).toHaveText('€2.90');
});

test('without the server the basket is kept, and goes on when it is back', async ({ till }) => {
  await product(till, 'Espresso').click();
  await expect(total(till)).toHaveText('€2.90');
  await till.route('**/pos/v1/**', (route) => route.abort());
  await product(till, 'Tee').click();
  await expect(till.getByRole('alert')).toContainText('does not answer');
  await till.unroute('**/pos/v1/**');
  await till.getByRole('button', { name: 'Try again' }).click();
  await expect(total(till)).toHaveText('€6.30');
});

test('with text twice as large nothing is cut off', async ({ till, page, shop }) => {
  await doubleText(till);
  await product(till, 'Cappuccino').click();
  await expect(total(till)).toHaveText('€4.40');
  await narrow(till, 'till');
  await page.goto(`${shop.address}/programme`);
  await doubleText(page);
  await narrow(page, 'programme');
});

test('the programme is one page that anybody can read, in three languages', async ({ page, shop }) => {
  await page.goto(shop.address);
  await expect(page).toHaveURL(`${shop.address}/programme`);
  for (const [language, heading] of [
    ['English', 'How you earn'],
    ['Suomi', 'Näin keräät'],
    ['Svenska', 'Så samlar du'],
  ] as const) {
    const link = page.getByRole('link', { name: language });
    if (await link.count()) await link.click();
    await expect(page.getByRole('heading', { name: heading })).toBeVisible();
    await look(page, language);
  }
});

test('a code held before the camera shows who it is', async ({ till, shop, browser }) => {
  const member = await joinAt(browser, shop, await invite(till), 'Venla', async () => {});
  const folder = await mkdtemp(join(tmpdir(), 'kantis-camera-'));
  const film = join(folder, 'film.y4m');
  await writeFile(film, await filmed(member.page));
  await member.context.close();
  const args = ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
  const seeing = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args });
  try {
    const page = await seeing.newPage({ locale: 'en-GB' });
    await page.goto(shop.till);
    await page.getByRole('button', { name: 'Scan with the camera' }).click();
    await expect(page.getByRole('region', { name: 'Member' })).toContainText('Venla');
    await expect(page.getByRole('dialog')).toBeHidden();
  } finally {
    await seeing.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** A film of the code on this page, as a camera would see it: YUV4MPEG2, which Chromium plays as a camera. */
async function filmed(page: Page): Promise<Buffer> {
  const [width, height] = [640, 480];
  const grey = await page.evaluate(
    async ([width, height]) => {
      const picture = document.querySelector<HTMLImageElement>('.plate img');
      if (!picture) throw new Error('no code on the page');
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('no canvas');
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, width, height);
      pen.drawImage(picture, (width - 400) / 2, (height - 400) / 2, 400, 400);
      const { data } = pen.getImageData(0, 0, width, height);
      return Array.from({ length: width * height }, (_, index) => data[index * 4] ?? 0);
    },
    [width, height] as const,
  );
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(grey), Buffer.alloc((width * height) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}
