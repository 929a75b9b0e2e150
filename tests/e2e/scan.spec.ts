// An invite at a real till is scanned with a camera, or read from a picture of it, and leads to its
// shop; the code of a card leads to the form for a card.
import type { Page } from '@playwright/test';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catimaCsv } from './files';
import { accessible, doubleText, fits } from './look';
import type { Shop } from './shop';
import { bringIn, open } from './steps';
import { film } from './video';
import { agree, expect, test } from './wallet-and-shop';

/** What the camera of this worker's browser plays: written by each test before it looks through it. */
const FILM = join(tmpdir(), `kantis-camera-${String(process.pid)}.y4m`);

test.use({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${FILM}`];
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...camera] });
    },
    { scope: 'worker' },
  ],
});

test.afterAll(() => rmSync(FILM, { force: true }));

/** The invite as it stands on the screen of the till. */
async function invite(app: Page, shop: Shop): Promise<Buffer> {
  const till = await app.context().newPage();
  await till.goto(shop.till);
  await till.getByRole('button', { name: 'New member' }).click();
  await expect(till.getByRole('dialog').getByRole('link')).toBeVisible();
  const picture = await till.getByRole('dialog').screenshot();
  await till.close();
  return picture;
}

async function toScan(app: Page): Promise<void> {
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/shop`);
  await app.getByTestId('shop-scan').click();
}

test('an invite is held before the camera, and its shop is found and connected', async ({ app, shop }) => {
  await app.context().grantPermissions(['camera']);
  await film(app, await invite(app, shop), FILM);
  await toScan(app);
  await expect(app.getByTestId('shop-head')).toContainText('Aamun kanta-asiakkaat');
  const browser = app.context().waitForEvent('page');
  await app.getByTestId('sign-in').click();
  await agree(await browser, shop, 'Aino');
  await expect(app.getByTestId('code-plate')).toBeVisible();
});

test('the code of a card is held before the camera, and makes a card', async ({ app }) => {
  await app.context().grantPermissions(['camera']);
  await bringIn(app, catimaCsv([{ store: 'Metsä Market', cardid: '6430012345679', type: 'EAN_13' }]));
  await open(app, 'Metsä Market');
  await film(app, await app.getByTestId('code-plate').screenshot(), FILM);
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add`);
  await app.getByTestId('add-scan').click();
  await expect(app.getByTestId('scanned')).toHaveAttribute('data-symbology', 'EAN_13');
  await expect(app.getByTestId('scanned-text')).toHaveText('6430012345679');
  await accessible(app, 'a card’s code');
  await fits(app, 'a card’s code');
  await app.getByTestId('scanned-make').click();
  await expect(app.getByTestId('code-text')).toHaveValue('6430012345679');
  await expect(app.getByTestId('code-symbology')).toHaveValue('EAN_13');
  await app.getByTestId('form-title').fill('Metsä again');
  await app.getByTestId('form-save').click();
  await expect(app.getByTestId('card-number')).toHaveText(/6\s?430012\s?345679/);
});

test('the camera is let go when nobody looks through it', async ({ app }) => {
  await app.context().grantPermissions(['camera']);
  // A picture without any code.
  await film(app, await app.screenshot(), FILM);
  await app.evaluate(() => {
    const media = navigator.mediaDevices;
    const ask = media.getUserMedia.bind(media);
    media.getUserMedia = async (wish) => {
      const stream = await ask(wish);
      ((window as unknown as { streams: MediaStream[] }).streams ??= []).push(stream);
      return stream;
    };
  });
  const running = (): Promise<number> =>
    app.evaluate(() => ((window as unknown as { streams?: MediaStream[] }).streams ?? []).flatMap((stream) => stream.getTracks()).filter((track) => track.readyState === 'live').length);
  await app.getByTestId('nav-offers').click();
  await app.getByTestId('offers-connect').click();
  await app.getByTestId('shop-scan').click();
  await expect.poll(running).toBe(1);
  await expect.poll(() => app.getByTestId('camera').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(640);
  await accessible(app, 'the camera');
  await fits(app, 'the camera');
  await doubleText(app);
  await fits(app, 'the camera, large text');
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('shop-address')).toBeVisible();
  await expect.poll(running).toBe(0);
});

test('a picture of an invite is chosen where the camera is refused', async ({ app, shop }) => {
  // There is a camera, but nothing was granted: Chromium says no for the person.
  const picture = await invite(app, shop);
  await film(app, picture, FILM);
  await toScan(app);
  await expect(app.getByTestId('camera-trouble')).toHaveAttribute('data-trouble', 'refused');
  await expect(app.getByTestId('camera-trouble')).toContainText('Kantis is not allowed to use the camera.');
  await accessible(app, 'no camera');
  await fits(app, 'no camera');
  const chooser = app.waitForEvent('filechooser');
  await app.getByTestId('scan-picture').click();
  await (await chooser).setFiles({ name: 'nothing.png', mimeType: 'image/png', buffer: await app.screenshot() });
  await expect(app.getByTestId('scan-remark')).toHaveAttribute('data-remark', 'nothing');
  await app.getByTestId('scan-input').setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(app.getByTestId('scan-remark')).toHaveAttribute('data-remark', 'noPicture');
  await accessible(app, 'no code in the picture');
  await app.getByTestId('scan-input').setInputFiles({ name: 'invite.png', mimeType: 'image/png', buffer: picture });
  await expect(app.getByTestId('shop-head')).toContainText('Aamun kanta-asiakkaat');
});

test('a picture is pasted, and an address without a shop becomes a card', async ({ app, core }) => {
  const link = new URL(core.address).origin;
  await bringIn(app, catimaCsv([{ store: 'Kirja', cardid: link, type: 'QR_CODE' }]));
  await open(app, 'Kirja');
  const picture = (await app.getByTestId('code-plate').screenshot()).toString('base64');
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/scan`);
  await expect(app.getByTestId('scan-picture')).toBeVisible();
  await app.evaluate((png) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))], 'code.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, picture);
  await expect(app.getByTestId('connect-failed')).toHaveAttribute('data-code', 'noShop');
  await accessible(app, 'no shop behind the code');
  await app.getByTestId('connect-keep').click();
  await expect(app.getByTestId('code-text')).toHaveValue(link);
  await expect(app.getByTestId('code-symbology')).toHaveValue('QR_CODE');
});

test('what reads codes comes with the page, and only when it is needed', async ({ app }) => {
  const asked: string[] = [];
  app.on('request', (request) => asked.push(request.url()));
  await app.reload();
  await expect(app.getByTestId('nav-cards')).toBeVisible();
  expect(asked.filter((url) => url.includes('.wasm'))).toEqual([]);
  const loaded = app.waitForResponse((answer) => answer.url().endsWith('.wasm'));
  await app.goto(`${app.url().split('#')[0] ?? ''}#/add/scan`);
  expect((await loaded).status()).toBe(200);
  const own = new URL(app.url()).origin;
  expect(asked.filter((url) => /^https?:/.test(url) && new URL(url).origin !== own)).toEqual([]);
});
