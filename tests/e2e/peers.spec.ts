import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, expect } from './core';
import { bringIn, open, tile } from './steps';

const PEERS = resolve(import.meta.dirname, '../peers');

/** An issuer that nobody of us wrote: `hono-passkit-webservice` with `passkit-generator`. */
class Issuer {
  private constructor(
    private readonly server: ChildProcess,
    private readonly address: string,
  ) {}

  static async start(certificates: string): Promise<Issuer> {
    execFileSync(join(PEERS, 'certificates.sh'), [certificates]);
    // It ends when its standard input does.
    const server = spawn('node', [join(PEERS, 'hono/server.mjs'), certificates], { stdio: ['pipe', 'pipe', 'inherit'] });
    const address = await new Promise<string>((found, failed) => {
      createInterface({ input: server.stdout }).once('line', found);
      server.once('exit', (code) => failed(new Error(`the issuer ended with ${String(code)}`)));
    });
    return new Issuer(server, address);
  }

  /** Issues a pass, or changes it. */
  async issue(serial: string, change: { balance?: number; offer?: string }): Promise<Buffer> {
    const answer = await fetch(`${this.address}/control/passes/${encodeURIComponent(serial)}`, { method: 'PUT', body: JSON.stringify(change) });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  }

  async registered(): Promise<string[]> {
    const answer = await fetch(`${this.address}/control/registrations`);
    return ((await answer.json()) as { serial: string }[]).map((one) => one.serial);
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.server.once('exit', done));
    this.server.stdin?.end();
    await ended;
  }
}

const test = base.extend<{ issuer: Issuer }>({
  // eslint-disable-next-line no-empty-pattern
  issuer: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'kantis-issuer-'));
    const issuer = await Issuer.start(folder);
    try {
      await use(issuer);
    } finally {
      await issuer.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

test.use({ env: { KANTIS_ALLOW_LOOPBACK: '1' } });
test.skip(!existsSync(join(PEERS, 'node_modules/hono-passkit-webservice')), 'hono-passkit-webservice is not installed, as its registry was out of reach (scripts/setup.sh test installs it)');

const pass = (buffer: Buffer) => ({ name: 'store.pkpass', mimeType: 'application/vnd.apple.pkpass', buffer });

test('a balance raised at a real issuer shows, in the issuer’s words', async ({ app, issuer }) => {
  test.setTimeout(120_000);
  await bringIn(app, pass(await issuer.issue('Kortti 1/ä', { balance: 120 })));
  await expect(tile(app, 'Example Store')).toContainText('120 p');
  await open(app, 'Example Store');
  await issuer.issue('Kortti 1/ä', { balance: 2140, offer: '20 % off coffee' });
  await app.getByTestId('refresh-card').click();
  await expect(app.getByTestId('balance')).toHaveText('2,140');
  await expect(app.getByTestId('source-state')).toContainText('Live');
  await expect(app.getByTestId('as-of')).toHaveText('Updated just now');
  await expect(app.getByTestId('card-activity')).toContainText(/You now have 2[,\s\u00a0]?140 points/);

  await app.getByTestId('nav-activity').click();
  const line = app.getByTestId('activity-line').filter({ hasText: 'You now have' });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText(/2[,\s\u00a0]?140 points/);
  await expect(line).toContainText('+2,020');
  await app.getByTestId('nav-offers').click();
  await expect(app.getByTestId('offer')).toContainText('Example Store');
  await app.getByTestId('nav-cards').click();
  await expect(tile(app, 'Example Store')).toContainText('2,140 p');
});

test('news comes by a refresh of all, too, and without news the card is told to be fresh', async ({ app, issuer }) => {
  test.setTimeout(120_000);
  await bringIn(app, pass(await issuer.issue('A', { balance: 5 })));
  await issuer.issue('A', { balance: 8 });
  await app.getByTestId('refresh-all').click();
  await expect(tile(app, 'Example Store')).toContainText('8 p');
});

test('where an issuer answers everybody, nobody is asked to register', async ({ app, issuer }) => {
  test.setTimeout(120_000);
  await bringIn(app, pass(await issuer.issue('R', { balance: 5 })));
  await open(app, 'Example Store');
  await app.getByTestId('refresh-card').click();
  await expect(app.getByTestId('source-state')).toContainText('Live');
  await expect(app.getByTestId('register')).toHaveCount(0);
  expect(await issuer.registered()).toEqual([]);
});
