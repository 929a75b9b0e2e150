/** A real shop: `kantis-merchant serve` with a programme, in a folder of the test's own. */
import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from './core';

/** `KANTIS_MERCHANT_BIN`, or what `cargo build` leaves. */
function binary(): string {
  const target = process.env['CARGO_TARGET_DIR'] ?? resolve(import.meta.dirname, '../../target');
  const found = process.env['KANTIS_MERCHANT_BIN'] ?? join(target, 'debug', 'kantis-merchant');
  if (!existsSync(found)) throw new Error(`${found} is not there; build it with \`cargo build -p kantis-merchant\``);
  return found;
}

/** An example programme of the project's, with changes. */
export async function programme(name: string, ...changes: [string, string][]): Promise<string> {
  let toml = await readFile(resolve(import.meta.dirname, `../../crates/merchant/programmes/${name}.toml`), 'utf8');
  for (const [from, to] of changes) {
    expect(toml, 'the programme to change').toContain(from);
    toml = toml.replace(from, to);
  }
  return toml;
}

export class Shop {
  /** Its origin. */
  address = '';
  /** The address that opens the till at once. */
  till = '';

  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
  ) {}

  /** Opens one, with these files beside its programme; behind something else where wallets call it by another address than it listens at. */
  static async open(toml: string, beside: string[] = [], behind?: { listen: string; publicUrl: string }): Promise<Shop> {
    const folder = await mkdtemp(join(tmpdir(), 'kantis-shop-'));
    await writeFile(join(folder, 'programme.toml'), toml);
    for (const file of beside) await copyFile(file, join(folder, basename(file)));
    const args = ['serve', '--programme', join(folder, 'programme.toml'), '--data', join(folder, 'data'), '--listen', behind?.listen ?? '127.0.0.1:0'];
    if (behind) args.push('--public-url', behind.publicUrl);
    const server = spawn(binary(), args, { env: { ...process.env, TZ: 'UTC' }, stdio: ['ignore', 'pipe', 'pipe'] });
    const shop = new Shop(folder, server);
    const told: string[] = [];
    server.stderr.on('data', (chunk: Buffer) => told.push(chunk.toString()));
    // Nobody sits at a terminal here, so the till's key is in a file.
    let file = '';
    await new Promise<void>((opened, failed) => {
      createInterface({ input: server.stdout }).on('line', (line) => {
        shop.address ||= /^The shop is open: (\S+)$/.exec(line)?.[1] ?? '';
        file ||= /^The address of its first till is in (.+)$/.exec(line)?.[1] ?? '';
        if (shop.address && file) opened();
      });
      server.once('exit', (code) => failed(new Error(`kantis-merchant ended with ${String(code)}: ${told.join('')}`)));
    });
    shop.till = (await readFile(file, 'utf8')).trim();
    return shop;
  }

  /** The one-time code in the newest letter to this address: waits for it. */
  async codeFor(email: string): Promise<string> {
    const outbox = join(this.folder, 'data', 'outbox');
    let code = '';
    await expect
      .poll(async () => {
        for (const name of (await readdir(outbox).catch(() => [])).sort().reverse()) {
          const letter = await readFile(join(outbox, name), 'utf8');
          if (letter.includes(email)) return (code = /\b(\d{6})\b/.exec(letter.split(/\r?\n\r?\n/).slice(1).join('\n'))?.[1] ?? '');
        }
        return '';
      })
      .toMatch(/^\d{6}$/);
    return code;
  }

  async close(): Promise<void> {
    if (this.server.exitCode === null) {
      const ended = new Promise((done) => this.server.once('exit', done));
      this.server.kill('SIGTERM');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface Member {
  name: string;
  number: string;
  /** What their phone shows when they have joined. */
  page: Page;
  context: BrowserContext;
}

/** Joins at this address as somebody with a phone of their own would. `look` sees each page. */
export async function joinAt(browser: Browser, shop: Shop, address: string, name: string, look: (page: Page, where: string) => Promise<void>): Promise<Member> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  const page = await context.newPage();
  const email = `${name.toLowerCase()}@example.com`;
  await page.goto(address);
  await look(page, 'sign in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
  await look(page, 'code');
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await look(page, 'a wrong code');
  await page.getByLabel('Code', { exact: true }).fill(await shop.codeFor(email));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Name').fill(name);
  await look(page, 'join');
  await page.getByRole('button', { name: /join/i }).click();
  await expect(page.getByRole('heading', { name: `Welcome, ${name}` })).toBeVisible();
  await look(page, 'joined');
  const number = (await page.locator('figcaption').innerText()).replace(/\D/g, '');
  return { name, number, page, context };
}

export interface Fixtures {
  /** The programme of the shop, as TOML. */
  toml: string;
  /** Files that lie beside it: pictures that it names. */
  beside: string[];
  shop: Shop;
  /** The till page, opened with its key. */
  till: Page;
}

export const test = base.extend<Fixtures>({
  toml: ['', { option: true }],
  beside: [[], { option: true }],
  shop: async ({ toml, beside }, use) => {
    const shop = await Shop.open(toml || (await programme('kahvila')), beside);
    try {
      await use(shop);
    } finally {
      await shop.close();
    }
  },
  till: async ({ page, shop }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      const answered = /\/(pos\/v1|till\/session)/.test(message.location().url);
      if (message.type() === 'error' && !answered) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(shop.till);
    await expect(page.getByRole('button', { name: /Cappuccino/ })).toBeVisible();
    await use(page);
    expect(complaints, 'nothing may be complained of in the console').toEqual([]);
  },
});

export { expect };
