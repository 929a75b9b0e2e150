import { describe, expect, it } from 'vitest';
import { all, click, find, give, open, seen, settled, start, titles, type, until } from './app';

const csv = (name = 'catima.csv'): File => new File(['x'], name);

describe('the list', () => {
  it('shows favourites first and what matters on each card', async () => {
    await start();
    expect(titles()[0]).toBe('Metsä Market');
    expect(find('card-tile').textContent).toContain('favourite');
    expect(seen('2,140 p')).toBe(true);
    expect(seen('Old Video Club')).toBe(false);
  });

  it('finds as you type, without regard to diacritics', async () => {
    await start();
    await type('search', 'metsa');
    await until(() => titles().length === 1);
    expect(titles()).toEqual(['Metsä Market']);
    await type('search', 'nothing at all');
    await until(() => seen('Nothing matches “nothing at all”.'));
  });

  it('keeps to a group', async () => {
    await start();
    all('group-chip').find((chip) => chip.textContent === 'Coffee')?.click();
    await until(() => titles().length === 1);
    expect(titles()).toEqual(['Kahvila Aalto']);
  });

  it('reads again when the core hints at a change', async () => {
    const platform = await start();
    const before = platform.calls.filter((call) => call.name === 'cards').length;
    platform.emit({ event: 'cardsChanged', ids: [] });
    await settled();
    expect(platform.calls.filter((call) => call.name === 'cards').length).toBeGreaterThan(before);
  });

  it('tells what went wrong and tries again', async () => {
    const platform = await start();
    platform.failNext('cards', 'busy');
    platform.emit({ event: 'cardsChanged', ids: [] });
    await until(() => seen('Another Kantis is writing'));
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Try again')?.click();
    await until(() => !seen('Another Kantis is writing'));
  });

  it('moves a card by keyboard and says where it is', async () => {
    await start();
    const tile = document.querySelector<HTMLElement>('[data-card-title="Vuori Outdoor"]');
    tile?.focus();
    tile?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true, bubbles: true }));
    await until(() => titles()[1] === 'Vuori Outdoor');
    expect(seen('Vuori Outdoor is now number 2 of 10.')).toBe(true);
  });

  it('works on several cards at once, and takes it back', async () => {
    await start();
    await click('list-menu');
    await click('select-several');
    all('card-tile')[1]?.click();
    all('card-tile')[2]?.click();
    await settled();
    document.querySelector<HTMLElement>('[data-testid="selection"] [aria-label="Delete"]')?.click();
    await until(() => titles().length === 8);
    find('undo-toast').querySelector('button')?.click();
    await until(() => titles().length === 10);
  });
});

describe('a card', () => {
  it('shows its number in groups and copies it', async () => {
    const platform = await start();
    await open('Metsä Market');
    expect(find('card-number').textContent?.trim()).toBe('6 430012 345679');
    await click('copy');
    expect(platform.copied).toBe('6430012345679');
    expect(seen('The number is copied.')).toBe(true);
  });

  it('says in words why there is no code', async () => {
    await start();
    await open('City Library');
    expect(seen('Kantis cannot draw this card’s GS1 DataBar code.')).toBe(true);
    expect(seen('Code 128 or QR could carry this number.')).toBe(true);
  });

  it('warns of a code that could not be read back', async () => {
    await start();
    await open('Apteekki Silta');
    expect(seen('Do not trust it at a till')).toBe(true);
  });

  it('tells whether a pass is genuine', async () => {
    await start();
    await open('Vuori Outdoor');
    expect(find('provenance').textContent).toContain('Genuine, signed by the issuer');
    const link = [...document.querySelectorAll<HTMLAnchorElement>('a[href^="https:"]')].at(0);
    expect(link?.rel).toContain('noopener');
  });

  it('is deleted and comes back', async () => {
    await start();
    await open('Kauneus Blume');
    await click('card-menu');
    await click('menu-delete');
    await until(() => !titles().includes('Kauneus Blume'));
    find('undo-toast').querySelector('button')?.click();
    await until(() => titles().includes('Kauneus Blume'));
  });

  it('that is gone says so', async () => {
    await start({}, '#/card/nowhere');
    await until(() => seen('This card is no longer in the wallet.'));
  });
});

describe('the checkout', () => {
  it('notes one use, and closes', async () => {
    const platform = await start();
    await open('Metsä Market');
    await click('checkout-open');
    await until(() => all('checkout').length === 1);
    expect(find('checkout-number').textContent?.trim()).toBe('6 430012 345679');
    expect(platform.calls.filter((call) => call.name === 'cardUsed')).toHaveLength(1);
    find('checkout').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await settled();
    expect(find('checkout-number').textContent).toContain('metsa.example');
    expect(platform.calls.filter((call) => call.name === 'cardUsed')).toHaveLength(1);
  });

  it('remembers the size of the code', async () => {
    const platform = await start({}, '#/');
    await open('Metsä Market');
    await click('checkout-open');
    await until(() => all('checkout-size').length === 1);
    await type('checkout-size', '60');
    await until(() => platform.calls.some((call) => call.name === 'checkoutSize'));
    expect(platform.calls.find((call) => call.name === 'checkoutSize')?.request).toMatchObject({ percent: 60 });
  });
});

describe('by hand', () => {
  it('asks for a name before anything is sent', async () => {
    const platform = await start({}, '#/add/by-hand');
    await click('form-save');
    expect(seen('Give the card a name.')).toBe(true);
    expect(platform.calls.some((call) => call.name === 'cardCreate')).toBe(false);
  });

  it('helps with a wrong check digit, and draws it as printed when told to', async () => {
    const platform = await start({}, '#/add/by-hand');
    await type('form-title', 'Kauppa');
    await type('code-text', '6430012345670');
    await until(() => all('code-problem').length === 1);
    expect(find('code-problem').textContent).toContain('it should be 9');
    await click('as-printed');
    await until(() => all('code-problem').length === 0);
    await click('form-save');
    await until(() => platform.calls.some((call) => call.name === 'cardCreate'));
    expect(platform.calls.find((call) => call.name === 'cardCreate')?.request).toMatchObject({
      title: 'Kauppa',
      symbols: [{ symbology: 'EAN_13', text: '6430012345670', asPrinted: true }],
    });
    await until(() => all('code-plate').length === 1);
  });

  it('offers another kind of code that can carry the number', async () => {
    await start({}, '#/add/by-hand');
    await type('code-text', 'Ääkköset');
    await until(() => all('use-alternative').length > 0);
    await click('use-alternative');
    await until(() => all('code-problem').length === 0);
    expect((find('code-symbology') as HTMLSelectElement).value).toBe('QR_CODE');
  });

  it('asks before typed words are lost', async () => {
    await start({}, '#/add/by-hand');
    await type('form-title', 'Kauppa');
    find('nav-settings').click();
    await until(() => seen('Leave without saving?'));
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Stay here')?.click();
    await settled();
    expect(all('card-form')).toHaveLength(1);
  });
});

describe('an import', () => {
  it('shows what it would do before it does anything', async () => {
    const platform = await start();
    give('import-input', csv());
    await until(() => all('import-preview').length === 1);
    expect(find('import-counts').textContent).toContain('2 new');
    expect(platform.calls.some((call) => call.name === 'importApply')).toBe(false);
  });

  it('sends the choices that were made', async () => {
    const platform = await start();
    give('import-input', csv());
    await until(() => all('import-preview').length === 1);
    document.querySelector<HTMLInputElement>('[data-title="Metsä Market"] input[value="both"]')?.click();
    document.querySelector<HTMLInputElement>('[data-title="Leipomo Aamu"] input[type="checkbox"]')?.click();
    find('accept-tampered').click();
    await settled();
    await click('import-apply');
    await until(() => all('import-done').length === 1);
    expect(platform.calls.find((call) => call.name === 'importApply')?.request).toMatchObject({
      choices: [
        { index: 2, choice: 'both' },
        { index: 1, choice: null },
      ],
      acceptTampered: true,
    });
    expect(seen('1 card is new.')).toBe(true);
  });

  it('asks for a password, and once more when it is wrong', async () => {
    await start();
    give('import-input', csv('secret.zip'));
    await until(() => all('import-password').length === 1);
    const submit = async (password: string): Promise<void> => {
      await type('import-password', password);
      find('import-password').closest('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    };
    await submit('wrong');
    await until(() => seen('This password does not open the file.'));
    await submit('secret');
    await until(() => all('import-preview').length === 1);
  });

  it('says what happened, what was kept and what to do', async () => {
    await start();
    give('import-input', csv('notes.txt'));
    await until(() => all('import-failed').length === 1);
    expect(seen('Kantis does not know this kind of file.')).toBe(true);
    expect(seen('Nothing was imported.')).toBe(true);
  });

  it('is taken back', async () => {
    await start();
    give('import-input', csv());
    await until(() => all('import-preview').length === 1);
    await click('import-apply');
    await until(() => titles().includes('Kirjakahvila'));
    await click('import-undo');
    await until(() => !titles().includes('Kirjakahvila'));
  });
});

describe('the wallet', () => {
  it('that is empty welcomes in one screen, in either language', async () => {
    await start({ cards: [] });
    expect(seen('All your loyalty cards, here')).toBe(true);
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Suomi')?.click();
    await until(() => seen('Kaikki kanta-asiakaskorttisi täällä'));
  });

  it('that is locked opens by its passphrase', async () => {
    await start({ status: { state: 'locked', protection: 'passphrase' } });
    await type('passphrase', 'wrong one');
    const submit = (): boolean | undefined => find('passphrase').closest('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    submit();
    await until(() => seen('This does not open the wallet.'));
    await type('passphrase', 'correct horse');
    submit();
    await until(() => titles().length > 0);
  });

  it.each([
    ['walletCorrupt', 'was set aside as wallet.db.corrupt-1 and not deleted'],
    ['walletNewer', 'Update Kantis'],
    ['diskFull', 'Free some space'],
    ['somethingNew', 'Something went wrong in Kantis'],
  ])('that failed with %s says so', async (code, words) => {
    await start({ status: { state: 'failed', problem: { code, params: { path: 'wallet.db.corrupt-1' } } } });
    expect(seen(words)).toBe(true);
    expect(seen(code)).toBe(false);
  });
});

describe('settings', () => {
  it('show the recovery key only when asked', async () => {
    const platform = await start({}, '#/settings');
    expect(platform.calls.some((call) => call.name === 'recoveryKey')).toBe(false);
    await click('recovery-show');
    await until(() => all('recovery-words').length === 1);
    expect(find('recovery-words').querySelectorAll('li')).toHaveLength(24);
  });

  it('change the language and the look at once', async () => {
    await start({}, '#/settings');
    find('language-fi').click();
    await until(() => seen('Asetukset'));
    find('theme-dark').click();
    await until(() => document.documentElement.dataset['theme'] === 'dark');
    find('theme-contrast').click();
    await until(() => document.documentElement.dataset['theme'] === 'contrast');
  });
});
