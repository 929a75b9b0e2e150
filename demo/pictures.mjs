// Walks through the demo as the README tells it, and takes its pictures on the way:
// scripts/pictures.sh calls it with a display and a session bus of its own.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const project = resolve(import.meta.dirname, '..');
const { chromium, expect } = createRequire(join(project, 'tests/e2e/'))('@playwright/test');
const run = promisify(execFile);

const programs = process.env.KANTIS_BIN_FOLDER;
const pictures = join(project, 'docs/pictures');
const port = Number(process.env.KANTIS_DEMO_PORT ?? 9640);
const cafe = `http://127.0.0.1:${port}`;
const grocery = `http://127.0.0.1:${port + 1}`;

const folder = await mkdtemp(join(tmpdir(), 'kantis-pictures-'));
const env = {
  ...process.env,
  HOME: folder,
  TZ: 'Europe/Helsinki',
  LANG: 'C.UTF-8',
  LANGUAGE: 'en',
  KANTIS_WALLET: join(folder, 'wallet'),
  KANTIS_KEY_FILE: join(folder, 'key'),
  KANTIS_ALLOW_LOOPBACK: '1',
};
const running = [];

/** Starts a program that ends with this one; gives it once it has said this. */
function start(program, args, said) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const told = [];
  return new Promise((done, failed) => {
    const hear = (line) => {
      told.push(line);
      if (said?.test(line)) done({ child, told });
    };
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`${program} ended with ${code}: ${told.join('\n')}`)));
    if (!said) done({ child, told });
  });
}

const kantis = (...args) => run(join(programs, 'kantis'), args, { env });

/** A palette does for a screen of few colours, and makes a third of it. */
const small = (name) => run('convert', [join(folder, name), '+dither', '-colors', '200', '-define', 'png:compression-level=9', `png8:${join(pictures, name)}`]);

async function take(page, name, clip) {
  await page.screenshot({ path: join(folder, name), clip, animations: 'disabled' });
  await small(name);
  console.log(name);
}

/** The one-time code in the newest letter to this address. */
async function codeFor(shop, email) {
  const outbox = join(folder, 'shops', shop, 'outbox');
  for (const name of (await readdir(outbox)).sort().reverse()) {
    const letter = await readFile(join(outbox, name), 'utf8');
    const code = /\b(\d{6})\b/.exec(letter.split(/\r?\n\r?\n/).slice(1).join('\n'))?.[1];
    if (letter.includes(email) && code) return code;
  }
  throw new Error(`no letter to ${email}`);
}

/** Signs in on a shop's own page, joins where that is new, and agrees. */
async function agree(page, shop, email) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the code' }).click();
  const code = page.getByLabel('Code', { exact: true });
  await expect(code).toBeVisible();
  await code.fill(await codeFor(shop, email));
  await page.getByRole('button', { name: 'Continue' }).click();
  const name = page.getByLabel('Name');
  const link = page.getByRole('button', { name: 'Link the wallet' });
  await expect(name.or(link)).toBeVisible();
  if (await name.isVisible()) {
    await name.fill('Aino');
    await page.getByRole('button', { name: /join/i }).click();
  }
  await link.click();
}

/** Rings up these products for whoever shows this code, up to the money. */
async function ringUp(till, code, ...products) {
  await till.locator('#member').fill(code.replace(/\s/g, ''));
  await till.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(till.locator('#visit')).not.toBeEmpty();
  for (const name of products) await till.locator('#products').getByRole('button', { name }).first().click();
  await expect(till.locator('#gives')).not.toBeEmpty();
}

async function pay(till) {
  await till.locator('#cash').click();
  const sheet = till.getByRole('dialog');
  await expect(sheet).toBeVisible();
  return sheet;
}

async function connectCafe() {
  const { child, told } = await start(join(programs, 'kantis'), ['connect', cafe], /https?:\S+\?\S+/);
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(/https?:\S+\?\S+/.exec(told.join('\n'))[0]);
  const ended = new Promise((done) => child.once('exit', done));
  await agree(page, 'kahvila', 'jasen3@example.com');
  expect(await ended, told.join('\n')).toBe(0);
  await context.close();
}

/** Waits until no toast covers what is there. */
const quiet = (wallet) => expect(wallet.locator('.toast')).toHaveCount(0, { timeout: 20_000 });

async function openCard(wallet, title) {
  await wallet.getByTestId('nav-cards').click();
  await wallet.locator(`[data-card-title='${title}']`).first().click();
  await expect(wallet.getByTestId('code-plate')).toBeVisible();
}

const taken = new Set();
/** The digits that the card shows, once they are others than those that a till has taken. */
async function shown(wallet) {
  const digits = async () => (await wallet.getByTestId('card-number').innerText()).replace(/\D/g, '');
  await expect.poll(async () => taken.has(await digits()), { timeout: 60_000 }).toBe(false);
  const code = await digits();
  taken.add(code);
  return code;
}

/** The upper right of the display, as a person sees it, on a quieter ground than black. */
async function display(name) {
  const ground = ['-fill', '#b9c6bf', '-draw', 'color 2,2 floodfill', '-draw', 'color 598,320 floodfill'];
  await run('import', ['-window', 'root', '-crop', '600x330+680+0', '+repage', join(folder, name)]);
  await run('convert', [join(folder, name), ...ground, join(folder, name)]);
  await small(name);
  console.log(name);
}

/** What the upper right of the display looks like, where notices come up. */
const corner = async () => (await run('import', ['-window', 'root', '-crop', '500x160+780+0', '+repage', 'rgb:-'], { encoding: 'buffer', maxBuffer: 1 << 24 })).stdout.toString('base64');

/** Waits until the display has been the same for three seconds, and is not black. */
async function still() {
  const whole = async () => (await run('import', ['-window', 'root', 'rgb:-'], { encoding: 'buffer', maxBuffer: 1 << 24 })).stdout;
  let before = await whole();
  for (let same = 0; same < 3; ) {
    await new Promise((done) => setTimeout(done, 1000));
    const now = await whole();
    same = now.equals(before) && now.some((byte) => byte > 0) ? same + 1 : 0;
    before = now;
  }
}

let browser;
try {
  await writeFile(join(folder, 'key'), randomBytes(32), { mode: 0o600 });
  const { told } = await start(join(programs, 'kantis-merchant'), ['demo', '--data', join(folder, 'shops'), '--port', String(port), '--members', '60'], /^Both are open/);
  const tills = told.map((line) => /till: (\S+)/.exec(line)?.[1]).filter(Boolean);
  await run('python3', ['-B', join(project, 'demo/make-passes.py'), join(folder, 'passes')]);
  const passes = ['metsatori-1', 'leipomo', 'pulssi', 'raide'].map((name) => join(folder, 'passes', `${name}.pkpass`));
  await kantis('import', join(project, 'demo/cards.csv'), join(project, 'demo/kahvila.pkpass'), ...passes);

  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  await connectCafe();
  const desktop = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Helsinki', viewport: { width: 1280, height: 800 } });
  const till = await desktop.newPage();
  await till.goto(tills[0]);

  const { child: serving, told: address } = await start(join(programs, 'kantis'), ['serve'], /^http/);
  const phone = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Helsinki', viewport: { width: 390, height: 844 } });
  const wallet = await phone.newPage();
  await wallet.goto(address.find((line) => line.startsWith('http')));

  // 1. A stamp lands.
  await openCard(wallet, 'Aamun kanta-asiakkaat');
  const stamps = wallet.getByTestId('card-stamps').first();
  const before = await stamps.innerText();
  await ringUp(till, await shown(wallet), 'Cappuccino');
  await take(till, 'walk-till.png');
  await pay(till);
  await expect(stamps).not.toHaveText(before, { useInnerText: true });
  await stamps.scrollIntoViewIfNeeded();
  await take(wallet, 'walk-stamp.png');
  await till.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  // 2. Connect the grocery.
  await wallet.getByTestId('nav-cards').click();
  await wallet.getByTestId('add-card').click();
  await wallet.getByTestId('add-shop').click();
  await wallet.getByTestId('shop-address').fill(grocery);
  await wallet.getByTestId('shop-find').click();
  await expect(wallet.getByTestId('shop-head')).toBeVisible();
  await take(wallet, 'walk-found.png');
  const opened = phone.waitForEvent('page');
  await wallet.getByTestId('sign-in').click();
  const shopPage = await opened;
  await agree(shopPage, 'kauppa', 'aino@example.com');
  await expect(wallet.getByTestId('code-plate')).toBeVisible();
  await shopPage.close();

  // 3. Activate an offer, and use it.
  const market = await desktop.newPage();
  await market.goto(tills[1]);
  await wallet.getByTestId('nav-offers').click();
  const offer = wallet.getByTestId('offer').filter({ has: wallet.getByTestId('offer-activate') }).first();
  const id = await offer.getAttribute('data-offer');
  await offer.getByTestId('offer-activate').click();
  const activated = wallet.locator(`[data-offer='${id}']`);
  await expect(activated.getByTestId('offer-activated')).toBeVisible();
  await quiet(wallet);
  await take(wallet, 'walk-offer.png');
  await openCard(wallet, 'Saaren etukortti');
  const balance = wallet.getByTestId('shop-balance').first();
  const had = await balance.innerText();
  await ringUp(market, await shown(wallet), 'Kestokassi', 'Kestokassi', 'Kestokassi');
  await pay(market);
  await expect(balance).not.toHaveText(had, { useInnerText: true });
  console.log(`the grocery's balance: ${(await balance.innerText()).replaceAll('\n', ' | ')}`);

  // 4. Redeem: ten coffees fill the card, whatever was on it.
  await openCard(wallet, 'Aamun kanta-asiakkaat');
  // One browser has one till open on this machine: cookies know no ports.
  await market.close();
  await till.goto('about:blank');
  await till.goto(tills[0]);
  await ringUp(till, await shown(wallet), 'Cappuccino');
  await till.getByLabel('Quantity: Cappuccino').fill('10');
  await till.getByLabel('Quantity: Cappuccino').press('Enter');
  await expect(till.locator('#total')).toHaveText('€44.00');
  await pay(till);
  await till.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  const claim = wallet.getByTestId('claim').filter({ hasText: 'A coffee for free' });
  await claim.first().getByTestId('claim-show').click();
  await quiet(wallet);
  await take(wallet, 'walk-redeem.png');
  await wallet.getByTestId('till-code-close').click();
  const claims = await claim.count();
  await ringUp(till, await shown(wallet), 'Cappuccino');
  await till.locator('#visit').getByRole('button', { name: /Kahvi ilmaiseksi/ }).first().click();
  await expect(till.locator('#total')).toHaveText('€0.00');
  await till.locator('#done').click();
  await expect(claim).toHaveCount(claims - 1);
  await till.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  if (process.argv.includes('--no-window')) process.exit();

  // The desktop says so: the real window, and a desktop's own notices.
  const ended = new Promise((done) => serving.once('exit', done));
  serving.kill('SIGTERM');
  await ended;
  await start('/usr/lib/notification-daemon/notification-daemon', []);
  await start(join(programs, 'kantis-app'), []);
  await still();
  const empty = await corner();
  await ringUp(till, 'jasen3@example.com', 'Cappuccino');
  await pay(till);
  await expect.poll(async () => (await corner()) === empty, { timeout: 60_000 }).toBe(false);
  await still();
  await display('walk-notice.png');
} finally {
  await browser?.close();
  for (const child of running) child.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
}
