import { test, expect } from './core';
import { catimaCsv } from './files';
import { bringIn, fromMenu, open, SHOPS, tile, toList } from './steps';

test('search finds without diacritics, by number, note and issuer', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  for (const [words, title] of [
    ['kahvi', 'Kahvilä Aalto'],
    ['643001', 'Metsä Market'],
    ['kymmenes', 'Kahvilä Aalto'],
  ] as const) {
    await app.getByTestId('search').fill(words);
    await expect(app.getByTestId('card-tile')).toHaveCount(1);
    await expect(tile(app, title)).toBeVisible();
  }
  await expect(app.getByTestId('search-status')).toHaveText('1 card found');
  await app.getByTestId('search').fill('zzz');
  await expect(app.getByText('Nothing matches “zzz”.')).toBeVisible();
  await app.getByRole('button', { name: 'Show all cards' }).click();
  await expect(app.getByTestId('card-tile')).toHaveCount(3);
});

test('by hand: a wrong check digit gets help, and the card is what was typed', async ({ app }) => {
  await app.getByTestId('add-by-hand').click();
  await app.getByTestId('form-save').click();
  await expect(app.getByText('Give the card a name.')).toBeVisible();

  await app.getByTestId('form-title').fill('Rautakauppa');
  await app.getByTestId('code-text').fill('6430012345670');
  await expect(app.getByTestId('code-problem')).toContainText('it should be 9');
  await app.getByTestId('as-printed').click();
  await expect(app.getByTestId('code-preview').getByRole('img')).toBeVisible();

  await app.getByTestId('code-text').fill('6430012345679');
  await expect(app.getByTestId('code-preview')).toContainText('it says what you typed');
  await app.getByTestId('form-amount').fill('12,50');
  await app.getByTestId('form-unit').selectOption('EUR');
  await app.getByTestId('form-save').click();

  await expect(app.getByTestId('code-plate')).toBeVisible();
  await expect(app.getByTestId('card-number')).toHaveText(/6 430012 345679/);
  await expect(app.getByTestId('balance')).toHaveText('€12.50');
});

test('a number that a kind of code cannot carry leads to one that can', async ({ app }) => {
  await app.getByTestId('add-by-hand').click();
  await app.getByTestId('form-title').fill('Kauppa');
  await app.getByTestId('code-symbology').selectOption('EAN_13');
  await app.getByTestId('code-text').fill('ABC-123');
  await expect(app.getByTestId('code-problem')).toBeVisible();
  await app.getByRole('button', { name: 'Use Code 128' }).click();
  await expect(app.getByTestId('code-problem')).toHaveCount(0);
  await expect(app.getByTestId('code-preview').getByRole('img')).toBeVisible();
});

test('edit, duplicate, archive, delete and undo', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));

  await open(app, 'Kirja & Lehti');
  await fromMenu(app, 'edit');
  await app.getByTestId('form-title').fill('Kirja ja Lehti');
  await app.getByTestId('form-note').fill('Lahjakortti');
  await app.getByTestId('form-save').click();
  await expect(app.getByRole('heading', { name: 'Kirja ja Lehti' })).toBeVisible();
  await expect(app.getByText('Lahjakortti')).toBeVisible();

  await fromMenu(app, 'duplicate');
  await toList(app);
  await expect(tile(app, 'Kirja ja Lehti')).toHaveCount(2);
  await app.getByTestId('undo-toast').getByRole('button', { name: 'Undo' }).click();
  await expect(tile(app, 'Kirja ja Lehti')).toHaveCount(1);

  await open(app, 'Kirja ja Lehti');
  await fromMenu(app, 'archive');
  await expect(tile(app, 'Kirja ja Lehti')).toHaveCount(0);
  await app.getByTestId('list-menu').click();
  await app.getByTestId('open-archive').click();
  await expect(app.getByTestId('card-tile')).toHaveCount(2);
  await open(app, 'Kirja ja Lehti');
  await fromMenu(app, 'archive');
  await toList(app);
  await expect(tile(app, 'Kirja ja Lehti')).toHaveCount(1);

  await open(app, 'Kirja ja Lehti');
  await fromMenu(app, 'delete');
  await expect(tile(app, 'Kirja ja Lehti')).toHaveCount(0);
  await app.getByTestId('undo-toast').getByRole('button', { name: 'Undo' }).click();
  await expect(tile(app, 'Kirja ja Lehti')).toHaveCount(1);
});

test('groups are made, filled and chosen', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  await app.getByRole('link', { name: 'Manage groups' }).click();
  await app.getByTestId('group-name').fill('Lahjat');
  await app.getByTestId('group-add').click();
  await expect(app.getByTestId('group-row')).toHaveCount(3);
  await app.getByRole('button', { name: 'Move Lahjat earlier' }).click();
  await expect(app.getByTestId('group-row').nth(1)).toContainText('Lahjat');

  await toList(app);
  await open(app, 'Kirja & Lehti');
  await fromMenu(app, 'groups');
  await app.getByRole('dialog').getByLabel('Lahjat').check();
  await app.getByRole('button', { name: 'Done' }).click();

  await toList(app);
  await app.getByRole('button', { name: 'Lahjat', exact: true }).click();
  await expect(app.getByTestId('card-tile')).toHaveCount(1);
  await expect(tile(app, 'Kirja & Lehti')).toBeVisible();
});

test('favourites come first, and the rest in the chosen order', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  const titles = (): Promise<(string | null)[]> => app.getByTestId('card-tile').evaluateAll((tiles) => tiles.map((one) => one.getAttribute('data-card-title')));
  await app.getByTestId('list-menu').click();
  await app.getByTestId('sort-name').click();
  await expect.poll(titles).toEqual(['Metsä Market', 'Kahvilä Aalto', 'Kirja & Lehti']);

  await app.getByTestId('list-menu').click();
  await app.getByTestId('sort-manual').click();
  await expect.poll(titles).toHaveLength(3);
  // The list is in its own order as soon as its cards can be moved.
  await expect(app.getByTestId('card-tile').first()).toHaveAttribute('draggable', 'true');
  const last = (await titles())[2];
  await tile(app, last ?? '').focus();
  await app.keyboard.press('Alt+ArrowLeft');
  await expect.poll(async () => (await titles())[1]).toBe(last);
});

test('several cards are archived at once', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  await app.getByTestId('list-menu').click();
  await app.getByTestId('select-several').click();
  await tile(app, 'Kahvilä Aalto').click();
  await tile(app, 'Kirja & Lehti').click();
  await app.getByTestId('selection').getByRole('button', { name: 'Archive' }).click();
  await expect(app.getByTestId('card-tile')).toHaveCount(1);
  await app.getByTestId('undo-toast').getByRole('button', { name: 'Undo' }).click();
  await expect(app.getByTestId('card-tile')).toHaveCount(3);
});

test('what another process does to the wallet appears by itself', async ({ app, core }) => {
  await bringIn(app, catimaCsv(SHOPS));
  await core.kantis('card', 'add', '--title', 'Toisesta ikkunasta', '--symbology', 'CODE_128', '--text', 'X-1');
  await expect(tile(app, 'Toisesta ikkunasta')).toBeVisible();
});

test('the wallet is the same after the page is loaded again', async ({ app }) => {
  await bringIn(app, catimaCsv(SHOPS));
  expect(app.url()).not.toContain('token');
  await app.reload();
  await expect(app.getByTestId('card-tile')).toHaveCount(3);
});
