import { afterEach, describe, expect, it, vi } from 'vitest';
import { cardOf, passOf, symbolOf } from '../src/platform/memory/samples';
import type { CardDetail, PassField } from '../src/generated/api';
import { all, click, find, open, seen, settled, start, titles, until } from './app';

const field = (section: string, key: string, label: string | null, display: string, more: Partial<PassField> = {}): PassField => ({ section, key, label, value: display, display, align: 'natural', row: 0, links: [], meaning: null, ...more });
const NOTHING = { logo: null, icon: null, strip: null, thumbnail: null, background: null, footer: null };

function passCard(title: string, style: string, more: Parameters<typeof passOf>[1] = {}, card: Partial<CardDetail> = {}): CardDetail {
  return cardOf(title, '#22405f', [symbolOf('QR_CODE', title.toUpperCase())], { origin: 'pass', pass: passOf(style, { organizationName: title, description: `${title}, a pass`, ...more }), ...card });
}

const words = (element: Element): string => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

describe('the face of a pass', () => {
  it.each(['boardingPass', 'coupon', 'eventTicket', 'generic', 'storeCard', 'somethingNew'])('%s loses nothing that the issuer wrote', async (style) => {
    const fields = ['header', 'primary', 'secondary', 'auxiliary', 'back', 'additional'].flatMap((section) => Array.from({ length: 6 }, (_, i) => field(section, `${section}${i}`, `L-${section}-${i}`, `V-${section}-${i}`)));
    await start({ cards: [passCard('Kaikki', style, { fields })] });
    await open('Kaikki');
    for (const one of fields) expect(words(find('pass-face')) + words(find('pass-details'))).toContain(one.display);
    expect(find('pass-face').dataset['style']).toBe(style);
    expect(find('pass-face').getAttribute('aria-label')).toBe('Kaikki, a pass');
  });

  it('says how one travels between two places', async () => {
    const fields = [field('primary', 'from', 'Helsinki', '10.06'), field('primary', 'to', 'Tampere', '11.49')];
    await start({ cards: [passCard('Juna', 'boardingPass', { transitType: 'train', fields })] });
    await open('Juna');
    expect(words(find('pass-face'))).toContain('Helsinki 10.06 by train to Tampere 11.49');
  });

  it('names the issuer where only a picture does', async () => {
    await start({ cards: [passCard('Kuva', 'storeCard', { images: { ...NOTHING, logo: 'l' } })] });
    await open('Kuva');
    expect(find('pass-face').querySelector('img')?.alt).toBe('Kuva');
  });

  it('opens links outside of Kantis, and leaves text alone', async () => {
    const fields = [
      field('back', 'help', 'Help', 'Call 010 or see a.example', { links: [{ text: '010', href: 'tel:010' }, { text: 'a.example', href: 'https://a.example/' }] }),
      field('back', 'where', 'Where', 'Esimerkkikatu 1', { links: [{ text: 'Esimerkkikatu 1', href: 'geo:0,0?q=Esimerkkikatu%201' }] }),
      field('back', 'text', null, 'b.example stays text', { links: [{ text: 'b.example', href: 'javascript:alert(1)' }] }),
    ];
    const platform = await start({ cards: [passCard('Linkit', 'generic', { fields })] });
    await open('Linkit');
    const links = [...find('pass-details').querySelectorAll('a')];
    expect(links.map((link) => link.textContent)).toEqual(['010', 'a.example', 'Esimerkkikatu 1']);
    for (const link of links) link.click();
    await settled();
    expect(platform.opened).toEqual(['tel:010', 'https://a.example/', 'geo:0,0?q=Esimerkkikatu%201']);
    expect(location.hash).toMatch(/^#\/card\//);
  });

  it.each([
    ['Short.', true],
    ['Long. '.repeat(200), false],
  ])('keeps small print open only while it is short (%#)', async (print, open_) => {
    await start({ cards: [passCard('Ehdot', 'generic', { fields: [field('back', 'a', null, print)] })] });
    await open('Ehdot');
    expect(find('pass-details').querySelector('details')?.open).toBe(open_);
  });
});

describe('provenance', () => {
  it('tells each check, the signer, the way to the anchor and what is odd', async () => {
    const day = 86_400_000;
    const link = (commonName: string, anchor: boolean): NonNullable<CardDetail['pass']>['chain'][number] => ({ commonName, organisation: 'Example Oy', validFrom: Date.UTC(2025, 0, 2, 12), validUntil: Date.UTC(2027, 0, 2, 12), keySha256: 'ab12cd34ef56ab78'.repeat(4), anchor });
    await start({
      cards: [
        passCard('Aito', 'storeCard', {
          chain: [link('Pass Type ID: pass.example', false), link('Intermediate G4', true)],
          checks: [
            { kind: 'signature', outcome: 'passed', problem: { code: 'sha1Signature', params: {} } },
            { kind: 'chain', outcome: 'failed', problem: { code: 'issuerMissing', params: {} } },
            { kind: 'signingTime', outcome: 'absent', problem: null },
          ],
          notes: [{ code: 'sha1Signature', params: {} }, { code: 'expiredNow', params: {} }],
          warnings: [{ code: 'badDate', params: {} }],
          signer: { commonName: 'Pass Type ID: pass.example', organisation: 'Example Oy', issuer: 'Intermediate G4', signedAt: Date.now() - 9 * day, validUntil: Date.now() },
        }),
      ],
    });
    await open('Aito');
    expect([...find('provenance-checks').querySelectorAll('li')].map(words)).toEqual([
      'The signature fits the list: in order It is signed with SHA-1, as many older passes are.',
      'The certificate leads to Apple: not in order The certificate’s issuer is not known.',
      'Signed while the certificate was valid: could not be checked',
    ]);
    expect([...find('provenance-chain').querySelectorAll('li')].map(words)).toEqual([
      'Pass Type ID: pass.example Example Oy Valid January 2, 2025 – January 2, 2027 Key AB12 CD34 EF56 AB78…',
      'Intermediate G4 Example Oy Valid January 2, 2025 – January 2, 2027 Key AB12 CD34 EF56 AB78… Kantis knows this one and trusts it.',
    ]);
    const told = words(find('provenance'));
    expect(told.split('SHA-1')).toHaveLength(2);
    expect(told).toContain('The signer’s certificate has ended since.');
    expect(told).toContain('A date in the pass is none.');
    expect(told).toContain('Written in English and Finnish.');
  });
});

describe('a card as a file', () => {
  it('is saved as a pass file, with what Apple will say to it', async () => {
    const platform = await start({ cards: [passCard('Vie', 'storeCard', {}, { exports: ['pkpass', 'original'] })] });
    await open('Vie');
    await click('card-menu');
    await click('menu-export');
    expect(words(find('export-pkpass'))).toContain('Apple’s own wallet refuses it');
    expect(words(find('export-original'))).not.toContain('token');
    await click('export-pkpass');
    expect(platform.calls.find((call) => call.name === 'cardExport')?.request).toMatchObject({ format: 'pkpass' });
    expect(platform.saved).toEqual(['Vie.pkpass']);
    expect(seen('The file is saved.')).toBe(true);
    expect(all('export-pkpass')).toHaveLength(0);
  });

  it('says that the original carries the token where there is one', async () => {
    const platform = await start({ cards: [passCard('Elävä', 'storeCard', { webServiceHost: 'a.example' }, { exports: ['pkpass', 'original'] })] });
    await open('Elävä');
    await click('card-menu');
    await click('menu-export');
    expect(words(find('export-original'))).toContain('whoever has the file can fetch updates');
    platform.failNext('cardExport', 'diskFull');
    await click('export-original');
    expect(seen('The disk is full.')).toBe(true);
    expect(platform.saved).toEqual([]);
    expect(all('export-original')).toHaveLength(1);
  });

  it('stays here when the issuer prohibits sharing', async () => {
    await start({ cards: [passCard('Oma', 'generic', { sharingProhibited: true }, { exports: [] })] });
    await open('Oma');
    await click('card-menu');
    await click('menu-export');
    expect(words(find('export-prohibited'))).toBe('The issuer asks that this pass is not shared, so Kantis does not save it as a file.');
  });
});

describe('a set', () => {
  function three(): CardDetail[] {
    const cards = ['Yksi', 'Kaksi', 'Kolme'].map((title) => passCard(title, 'eventTicket'));
    const set = { id: 's', cards: cards.map((card) => card.tile.id) };
    return [...cards.map((card) => ({ ...card, set })), passCard('Muu', 'coupon')];
  }

  it('turns by buttons and arrows, and back leads to the list', async () => {
    await start({ cards: three() });
    await open('Yksi');
    expect(words(find('pass-set'))).toBe('1 of 3');
    expect(all('set-previous')).toHaveLength(0);
    await click('set-next');
    await until(() => all('pass-set').length === 1 && words(find('pass-set')) === '2 of 3');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await until(() => words(find('pass-set')) === '3 of 3');
    expect(seen('KOLME')).toBe(true);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await settled();
    expect(words(find('pass-set'))).toBe('3 of 3');
    await click('back');
    await until(() => titles().length === 4 && all('code-plate').length === 0);
  });

  it('turns by a finger drawn across', async () => {
    await start({ cards: three() });
    await open('Kaksi');
    const draw = async (from: [number, number], to: [number, number], pointerType = 'touch'): Promise<void> => {
      const face = find('pass-face');
      face.dispatchEvent(new PointerEvent('pointerdown', { clientX: from[0], clientY: from[1], pointerType, isPrimary: true, bubbles: true }));
      face.dispatchEvent(new PointerEvent('pointerup', { clientX: to[0], clientY: to[1], pointerType, isPrimary: true, bubbles: true }));
      await settled();
    };
    await draw([200, 100], [100, 300]);
    await draw([200, 100], [60, 100], 'mouse');
    expect(words(find('pass-set'))).toBe('2 of 3');
    await draw([200, 100], [60, 110]);
    await until(() => words(find('pass-set')) === '3 of 3');
    await draw([60, 100], [200, 100]);
    await until(() => words(find('pass-set')) === '2 of 3');
  });

  it('is no affair of other cards', async () => {
    await start({ cards: three() });
    await open('Muu');
    expect(all('pass-set')).toHaveLength(0);
  });
});

describe('what is of use now', () => {
  const soon = (): CardDetail[] => [passCard('Konsertti', 'eventTicket', { relevantAt: Date.now() - 60_000 }), passCard('Kauppa', 'storeCard')];
  afterEach(() => vi.unstubAllGlobals());

  function geolocation(): ReturnType<typeof vi.fn> {
    const ask = vi.fn((found: PositionCallback) => found({ coords: { latitude: 60.17, longitude: 24.94 } } as GeolocationPosition));
    Object.defineProperty(navigator, 'geolocation', { value: { getCurrentPosition: ask }, configurable: true });
    return ask;
  }

  it('stands above the cards, quietly, and leads to the card', async () => {
    const ask = geolocation();
    await start({ cards: soon() });
    await until(() => all('of-use').length === 1);
    expect(words(find('of-use'))).toBe('Soon: Konsertti now');
    expect(ask).not.toHaveBeenCalled();
    find('of-use').querySelector('a')?.click();
    await until(() => all('code-plate').length === 1 && seen('KONSERTTI'));
  });

  it('knows the place only when the person allows it, and asks once', async () => {
    const ask = geolocation();
    const platform = await start({ cards: soon(), settings: { usePlace: true } });
    await until(() => all('of-use').length === 1 && seen('Near you: Kauppa 200 m away'));
    platform.emit({ event: 'cardsChanged', ids: [] });
    await settled();
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
