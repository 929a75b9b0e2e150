import { test, expect } from './core';
import { catimaCsv, catimaZip, letter, picture, pkpass, PNG } from './files';
import { bringIn, open, pick, SHOPS, tile } from './steps';

test('first run, preview, import, undo, and the same again changes nothing', async ({ app }) => {
  await expect(app.getByTestId('first-run')).toBeVisible();

  await pick(app, catimaCsv(SHOPS), pkpass());
  await expect(app.getByTestId('import-preview')).toBeVisible();
  await expect(app.locator('[data-testid="import-counts"] [data-verdict="new"]')).toHaveText('5 new');
  await expect(app.getByTestId('import-row')).toHaveCount(5);

  await app.getByTestId('import-apply').click();
  await expect(app.getByTestId('import-report')).toContainText('5 cards are new.');
  await app.getByTestId('import-undo').click();
  await expect(app.getByTestId('first-run')).toBeVisible();

  await bringIn(app, catimaCsv(SHOPS), pkpass());
  await expect(app.getByTestId('card-tile')).toHaveCount(4);

  await pick(app, catimaCsv(SHOPS), pkpass());
  await expect(app.getByText('Everything in these files is already in your wallet.')).toBeVisible();
  await expect(app.locator('[data-testid="import-counts"] [data-verdict="same"]')).toHaveText('5 already here');
});

test('a changed card waits for a choice, mine and theirs side by side', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  const changed = SHOPS.map((card) => (card.store === 'Kahvilä Aalto' ? { ...card, note: 'Uusi muistiinpano' } : card));

  await pick(app, catimaCsv(changed));
  const row = app.locator('[data-testid="import-row"][data-verdict="changed"]');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Joka kymmenes kahvi');
  await expect(row).toContainText('Uusi muistiinpano');
  await row.getByLabel('Keep mine').check();
  await app.getByTestId('import-apply').click();
  await app.getByTestId('import-done').click();
  await open(app, 'Kahvilä Aalto');
  await expect(app.getByText('Joka kymmenes kahvi')).toBeVisible();

  await pick(app, catimaCsv(changed));
  await app.locator('[data-testid="import-row"]').getByLabel('Take theirs').check();
  await app.getByTestId('import-apply').click();
  await app.getByTestId('import-done').click();
  await open(app, 'Kahvilä Aalto');
  await expect(app.getByText('Uusi muistiinpano')).toBeVisible();
});

test('an archive brings its pictures along', async ({ app }) => {
  await bringIn(app, catimaZip(SHOPS, PNG));
  await open(app, 'Metsä Market');
  const photo = app.getByRole('button', { name: 'Open the photo: Front' });
  await expect(photo).toBeVisible();
  await photo.click();
  const shown = app.getByRole('dialog').getByRole('img', { name: 'Front' });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
});

test('what cannot come in is told in words, and loses nothing else', async ({ app }) => {
  await pick(app, { name: 'holiday.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a card') });
  await expect(app.getByTestId('import-failed').or(app.locator('[data-verdict="cannot"]').first())).toBeVisible();
  await expect(app.locator('body')).not.toContainText('unknownFile');

  const broken = { ...pkpass({}, 'broken.pkpass') };
  broken.buffer = broken.buffer.subarray(0, broken.buffer.length / 2);
  await pick(app, catimaCsv(SHOPS), broken);
  await expect(app.locator('[data-testid="import-row"][data-verdict="cannot"]')).toHaveCount(1);
  await app.getByTestId('import-apply').click();
  await expect(app.getByTestId('import-report')).toContainText('4 cards are new.');
});

test('a letter brings the pass that is attached to it', async ({ app }) => {
  const half = pkpass({ serial: 'KAHVIO-0002' }, 'half.pkpass');
  half.buffer = half.buffer.subarray(0, half.buffer.length / 2);
  await pick(app, letter([pkpass(), picture('logo.png'), half]));
  const row = app.locator('[data-testid="import-row"][data-verdict="new"]');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Kahvio Kaneli');
  await expect(row).toContainText('From Your card is here.eml/kahvio.pkpass');
  const refused = app.locator('[data-testid="import-row"][data-verdict="cannot"]');
  await expect(refused).toHaveCount(1);
  await expect(refused).toContainText('half.pkpass');
  await expect(refused).toContainText('cut short');
  await app.getByTestId('import-apply').click();
  await app.getByTestId('import-done').click();
  await open(app, 'Kahvio Kaneli');
  await expect(app.getByTestId('pass-face')).toContainText('128');

  // The same pass from the file itself is the same card.
  await pick(app, pkpass());
  await expect(app.getByText('Everything in these files is already in your wallet.')).toBeVisible();
});

test('a letter without a pass says so', async ({ app }) => {
  await pick(app, letter([picture('logo.png')], 'Only words.eml'));
  await expect(app.getByText('Nothing in these files can come in.')).toBeVisible();
  const row = app.getByTestId('import-row');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Only words.eml');
  await expect(row).toContainText('There is no pass attached to this letter.');
  await expect(app.getByTestId('import-apply')).toHaveText('Done');
});

test('a pass shows its fields, its back and what it is worth', async ({ app }) => {
  await bringIn(app, pkpass());
  await open(app, 'Kahvio Kaneli');
  const face = app.getByTestId('pass-face');
  await expect(face).toContainText('128');
  await expect(face).toContainText('Gold');
  await expect(app.getByTestId('provenance')).toContainText('Not signed');
  const link = app.getByRole('link', { name: /kahvio\.example/ });
  await expect(link).toHaveAttribute('href', 'https://kahvio.example/kanta');
  await expect(link).toHaveAttribute('rel', /noopener/);
});

test('files may be dropped anywhere', async ({ app }) => {
  await expect(app.getByTestId('first-run')).toBeVisible();
  const file = catimaCsv(SHOPS);
  const transfer = await app.evaluateHandle(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text ?? ''], name ?? ''));
    return data;
  }, [file.name, file.buffer.toString()]);
  await app.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(app.locator('[data-testid="import-counts"] [data-verdict="new"]')).toHaveText('4 new');
  await app.getByTestId('import-apply').click();
  await app.getByTestId('import-done').click();
  await expect(tile(app, 'Metsä Market')).toBeVisible();
});

test('a photo is kept, shown and taken away again', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  await open(app, 'Kirja & Lehti');
  await app.getByTestId('card-menu').click();
  await app.getByTestId('menu-edit').click();
  await app.getByTestId('photo-front').setInputFiles(picture());
  await app.getByTestId('form-save').click();
  await expect(app.getByRole('button', { name: 'Open the photo: Front' })).toBeVisible();

  await app.getByTestId('card-menu').click();
  await app.getByTestId('menu-edit').click();
  await app.getByRole('button', { name: 'Remove the photo: Front' }).click();
  await app.getByTestId('form-save').click();
  await expect(app.getByTestId('code-plate')).toBeVisible();
  await expect(app.getByRole('button', { name: 'Open the photo: Front' })).toHaveCount(0);
});
