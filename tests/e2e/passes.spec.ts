import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { test, expect } from './core';
import { catimaCsv, passFile, PNG } from './files';
import { accessible, doubleText, fits } from './look';
import { fileOf, sample, samples } from './samples';
import { bringIn, fromMenu, open, pick, SHOPS, tile, toList } from './steps';

const STYLES = [
  { file: 'metsatori-2.pkpass', title: 'Metsätori', style: 'storeCard' },
  { file: 'leipomo.pkpass', title: 'Leipomo Viljo', style: 'coupon' },
  { file: 'kesayo.pkpass', title: 'Kesäyö', style: 'eventTicket' },
  { file: 'pulssi.pkpass', title: 'Pulssi', style: 'generic' },
  { file: 'raide.pkpass', title: 'Raide', style: 'boardingPass' },
];
const FIXTURES = process.env['KANTIS_FIXTURES'] ? join(process.env['KANTIS_FIXTURES'], 'passes') : null;

// Made once, by whichever test comes first; drawing takes a while on a busy machine.
test.beforeAll(() => {
  test.setTimeout(180_000);
  samples();
});

/** The face, once all its pictures are there. */
async function face(app: Page): Promise<Locator> {
  const found = app.getByTestId('pass-face');
  await expect(found).toBeVisible();
  await expect.poll(() => found.locator('img').evaluateAll((images: HTMLImageElement[]) => images.every((image) => image.complete && image.naturalWidth > 0))).toBe(true);
  return found;
}

/** Puts an element on whole pixels: between two of them its picture would be one pixel higher now and then. */
async function onWholePixels(element: Locator): Promise<void> {
  await element.evaluate((node: HTMLElement) => {
    const { top, height } = node.getBoundingClientRect();
    node.style.boxSizing = 'border-box';
    node.style.height = `${Math.ceil(height)}px`;
    node.style.position = 'relative';
    node.style.top = `${Math.ceil(top) - top}px`;
  });
}

for (const scheme of ['light', 'dark'] as const) {
  test(`each style looks as its issuer meant, ${scheme}`, async ({ app }, info) => {
    test.skip(info.project.name !== 'phone', 'one width is enough to compare');
    await app.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await bringIn(app, ...STYLES.map(({ file }) => sample(file)));
    for (const { title, style } of STYLES) {
      await open(app, title);
      const shown = await face(app);
      await expect(shown).toHaveAttribute('data-style', style);
      await accessible(app, title);
      await onWholePixels(shown);
      await expect.soft(shown).toHaveScreenshot(`${style}-${scheme}.png`, { scale: 'css', maxDiffPixelRatio: 0.04, threshold: 0.25 });
      await toList(app);
    }
  });
}

test('every fixture pass shows, in light and dark', async ({ app }) => {
  const files = FIXTURES && existsSync(FIXTURES) ? readdirSync(FIXTURES).filter((name) => /\.(pkpass|espass)$/.test(name)) : [];
  test.skip(files.length === 0, 'KANTIS_FIXTURES names no folder with passes/');
  test.setTimeout(180_000);
  const pictures = mkdtempSync(join(tmpdir(), 'kantis-fixture-passes-'));
  await bringIn(app, ...files.filter((name) => name !== 'update_before.pkpass').map((name) => fileOf(join(FIXTURES ?? '', name))));
  const cards = await app.getByTestId('card-tile').evaluateAll((tiles) => tiles.map((one) => ({ href: one.getAttribute('href') ?? '', title: one.getAttribute('data-card-title') ?? '' })));
  expect(cards).toHaveLength(files.length - (files.includes('update_before.pkpass') ? 1 : 0));
  for (const scheme of ['light', 'dark'] as const) {
    await app.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const { href, title } of cards) {
      await app.goto(`${new URL(app.url()).origin}/${href}`);
      const shown = await face(app);
      await expect(app.getByTestId('code-plate')).toBeVisible();
      await accessible(app, title);
      await shown.screenshot({ path: join(pictures, `${title.replace(/\W+/g, '-')}-${scheme}.png`) });
    }
  }
  test.info().annotations.push({ type: 'pictures', description: pictures });
});

test('a genuine pass tells who signed it, up to the anchor', async ({ app }) => {
  const file = FIXTURES ? join(FIXTURES, 'StoreCard.pkpass') : '';
  test.skip(!existsSync(file), 'KANTIS_FIXTURES names no folder with passes/');
  await bringIn(app, fileOf(file));
  await open(app, 'Organic Produce');
  const provenance = app.getByTestId('provenance');
  await expect(provenance).toContainText('Genuine, signed by the issuer');
  await provenance.getByText('What was checked').click();
  await expect(app.getByTestId('provenance-checks').locator('li')).toHaveCount(5);
  await expect(app.getByTestId('provenance-checks').locator('li').first()).toContainText('in order');
  await expect(app.getByTestId('provenance-chain').locator('li').first()).toContainText('pass.com.apple.devpubs.example');
  await expect(app.getByTestId('provenance-chain')).toContainText('Kantis knows this one and trusts it.');
  await accessible(app, 'provenance');
});

/** What issuers may do to a face: long words, no colours, another direction, colours nobody can read, a code that does not exist. */
const ODD: { title: string; content: object; pictures?: Record<string, Uint8Array> }[] = [
  {
    title: 'Pitkä',
    content: {
      backgroundColor: 'rgb(250, 250, 0)',
      foregroundColor: 'rgb(255, 255, 120)',
      labelColor: 'rgb(255, 255, 200)',
      storeCard: {
        headerFields: [1, 2, 3, 4].map((n) => ({ key: `h${n}`, label: 'KERTYNEET PISTEET', value: 'Kanta-asiakasetusaldo 123 456,78' })),
        primaryFields: [{ key: 'p', label: 'Kanta-asiakkuusohjelman jäsenyystaso', value: 'Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas' }],
        secondaryFields: [1, 2, 3, 4].map((n) => ({ key: `s${n}`, label: 'Jäsen', value: 'https://example.com/averyveryveryverylongaddresswithoutanyplacetobreak' })),
        auxiliaryFields: [{ key: 'a', label: 'Saldo', value: 12 }],
      },
    },
    pictures: { 'strip.png': PNG, 'logo.png': PNG },
  },
  { title: 'Väritön', content: { eventTicket: { primaryFields: [{ key: 'p', label: 'Tapahtuma', value: 'Ilman värejä' }], auxiliaryFields: [{ key: 'a', label: 'Rivi', value: '4', row: 1 }] } }, pictures: { 'background.png': PNG, 'thumbnail.png': PNG } },
  { title: 'متجر', content: { backgroundColor: 'rgb(90, 30, 90)', generic: { headerFields: [{ key: 'h', label: 'نقاط', value: '١٢٣' }], primaryFields: [{ key: 'p', label: 'العضو', value: 'ليلى أحمد' }], secondaryFields: [{ key: 's', label: 'المستوى', value: 'ذهبي' }], backFields: [{ key: 'b', label: 'العنوان', value: 'شارع المثال ١' }] } } },
  { title: 'Tyhjä', content: { coupon: {} } },
];

test('a face holds whatever an issuer writes, also at 200 % text', async ({ app }) => {
  test.setTimeout(120_000);
  const files = ODD.map(({ title, content, pictures }, index) =>
    passFile({ formatVersion: 1, passTypeIdentifier: 'pass.example.odd', teamIdentifier: 'EXAMPLE123', serialNumber: `ODD-${index}`, organizationName: title, description: title, ...content }, `odd-${index}.pkpass`, { 'icon.png': PNG, ...pictures }),
  );
  await app.emulateMedia({ reducedMotion: 'reduce' });
  await bringIn(app, ...files);
  for (const scheme of ['light', 'dark'] as const) {
    await app.emulateMedia({ colorScheme: scheme });
    for (const { title } of ODD) {
      await open(app, title);
      await face(app);
      await accessible(app, `${title}, ${scheme}`);
      await fits(app, title);
      await toList(app);
    }
  }
  await doubleText(app);
  for (const { title } of ODD) {
    await tile(app, title).click();
    await face(app);
    await fits(app, `${title} at 200 %`);
    // No word of the face reaches over its edge.
    const cut = await app.getByTestId('pass-face').evaluate((element) => [...element.querySelectorAll('dt, dd, p')].filter((words) => words.scrollWidth > words.clientWidth + 1 || words.getBoundingClientRect().right > element.getBoundingClientRect().right + 1).map((words) => words.textContent));
    expect(cut, title).toEqual([]);
    await toList(app);
  }
});

test('links of a pass lead out of Kantis, to pages, letters, calls and places', async ({ app }) => {
  await bringIn(app, sample('metsatori-2.pkpass'));
  await open(app, 'Metsätori');
  const details = app.getByTestId('pass-details');
  await expect(details.getByRole('link', { name: '+358 9 123 4567' })).toHaveAttribute('href', /^tel:\+?358/);
  await expect(details.getByRole('link', { name: 'kanta@metsatori.example' })).toHaveAttribute('href', 'mailto:kanta@metsatori.example');
  await expect(details.getByRole('link', { name: /Esimerkkikatu 12/ })).toHaveAttribute('href', /^geo:/);
  const opened = app.waitForEvent('popup');
  await details.getByRole('link', { name: 'https://metsatori.example/kanta' }).click();
  await (await opened).close();
  await expect(app.getByTestId('code-plate')).toBeVisible();
});

test('a card leaves as a pass file that can be read back, and as the original', async ({ app, core }) => {
  await bringIn(app, sample('metsatori-2.pkpass'), catimaCsv(SHOPS));
  const save = async (title: string, format: string): Promise<string> => {
    await open(app, title);
    await fromMenu(app, 'export');
    await accessible(app, `export of ${title}`);
    const coming = app.waitForEvent('download');
    await app.getByTestId(`export-${format}`).click();
    const download = await coming;
    await expect(app.getByText('The file is saved.').first()).toBeVisible();
    await toList(app);
    expect(download.suggestedFilename()).toMatch(/\.pkpass$/);
    return await download.path();
  };

  const pass = JSON.parse(await core.kantis('pass', 'inspect', await save('Metsätori', 'pkpass'), '--json'));
  expect(pass).toMatchObject({ style: 'storeCard', organizationName: 'Metsätori', provenance: 'unsigned' });
  expect(pass.symbols[0]).toMatchObject({ symbology: 'CODE_128', text: '2041790045512' });
  expect(pass.fields.map((field: { display: string }) => field.display)).toContain('Aino Esimerkki');

  const byHand = JSON.parse(await core.kantis('pass', 'inspect', await save('Kirja & Lehti', 'pkpass'), '--json'));
  expect(byHand.symbols[0]).toMatchObject({ symbology: 'QR_CODE', text: 'https://kirja.example/2231' });

  const original = fileOf(await save('Metsätori', 'original'));
  expect(original.buffer.equals(sample('metsatori-2.pkpass').buffer)).toBe(true);
});

test('a pass that may not be shared stays here, and says so', async ({ app }) => {
  await bringIn(app, sample('pulssi.pkpass'));
  await open(app, 'Pulssi');
  await fromMenu(app, 'export');
  await expect(app.getByTestId('export-prohibited')).toHaveText('The issuer asks that this pass is not shared, so Kantis does not save it as a file.');
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toHaveCount(0);
});

test('passes of one file show as a set', async ({ app }) => {
  await pick(app, sample('kesayo-set.pkpasses'));
  await expect(app.getByTestId('import-set').getByTestId('import-row')).toHaveCount(3);
  await app.getByTestId('import-apply').click();
  await expect(app.getByTestId('import-report')).toContainText('Kesäyö: 3 cards are a set and stay together.');
  await app.getByTestId('import-done').click();
  await tile(app, 'Kesäyö').first().click();
  const set = app.getByTestId('pass-set');
  await expect(set).toContainText('of 3');
  while ((await app.getByTestId('set-previous').count()) > 0) {
    const before = await set.textContent();
    await app.getByTestId('set-previous').click();
    await expect(set).not.toHaveText(before ?? '');
  }
  await expect(set).toContainText('1 of 3');
  await expect(app.getByTestId('card-number')).toHaveText('55 11');
  await accessible(app, 'set');
  await app.getByTestId('set-next').click();
  await expect(app.getByTestId('card-number')).toHaveText('55 12');
  await app.locator('body').press('ArrowRight');
  await expect(app.getByTestId('card-number')).toHaveText('55 13');
  await expect(app.getByTestId('set-next')).toHaveCount(0);
  await app.getByTestId('back').click();
  await expect(app.getByTestId('card-tile')).toHaveCount(3);
});

test('what is of use soon stands above the cards', async ({ app }) => {
  const soon = new Date(Date.now() + 2 * 3_600_000).toISOString();
  const ticket = passFile(
    { formatVersion: 1, passTypeIdentifier: 'pass.example.soon', teamIdentifier: 'EXAMPLE123', serialNumber: '1', organizationName: 'Konserttitalo', description: 'Concert', relevantDate: soon, eventTicket: { primaryFields: [{ key: 'e', label: 'Event', value: 'Yömusiikkia' }] } },
    'soon.pkpass',
    { 'icon.png': PNG },
  );
  await bringIn(app, ticket, sample('metsatori-2.pkpass'));
  await expect(app.getByTestId('of-use').getByRole('link')).toHaveCount(1);
  await expect(app.getByTestId('of-use')).toContainText('Soon: Konserttitalo');
  await accessible(app, 'of use');
  await app.getByTestId('search').fill('metsä');
  await expect(app.getByTestId('of-use')).toHaveCount(0);
  await app.getByTestId('search').fill('');
  await app.getByTestId('of-use').getByRole('link').click();
  await expect(app.getByTestId('pass-face')).toContainText('Yömusiikkia');
});
