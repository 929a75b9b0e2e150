import { describe, expect, it, vi } from 'vitest';
import { connecting } from '../src/state/connect.svelte';
import { all, click, find, open, seen, start, type, until } from './app';

async function grocery(): Promise<Awaited<ReturnType<typeof start>>> {
  const platform = await start({ shops: true });
  await open('Kauppa Kulma');
  await until(() => all('card-link').length === 1);
  return platform;
}

describe('the card of a connected shop', () => {
  it('shows what the shop says, in the order that matters', async () => {
    await grocery();
    const shown = ['code-plate', 'card-claims', 'shop-balance', 'card-stamps', 'card-tier', 'card-offers', 'card-rewards', 'card-challenges', 'card-programme', 'card-consents', 'card-link'];
    const places = shown.map((id) => find(id));
    for (const [index, place] of places.entries()) {
      const next = places[index + 1];
      if (next) expect(place.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING, shown[index]).toBeTruthy();
    }
    expect(find('balance').textContent).toContain('1,240');
    for (const words of ['48 points will be added from', '300 points are held for what you have reserved.', '200 points will expire on', '€687.50 more by', '€87.50 more by', '5 of 6 stamps', '1 more, and you get: A salad.']) expect(seen(words), words).toBe(true);
  });

  it('shows a code that changes, as a square or as bars', async () => {
    const platform = await grocery();
    await until(() => all('member-code').length === 1);
    expect(find('member-code').dataset['kind']).toBe('rotating');
    expect(find('card-number').textContent?.replace(/\D/g, '')).toMatch(/^1\d{27}$/);
    await click('code-kind');
    await until(() => platform.calls.some(({ name, request }) => name === 'memberCode' && (request as { bars: boolean }).bars));
    expect(find('code-kind').textContent).toBe('As a square');
    await click('code-kind');
  });

  it('asks for the next code when one is over', async () => {
    const platform = await grocery();
    await until(() => all('member-code').length === 1);
    const asked = (): number => platform.calls.filter(({ name }) => name === 'memberCode').length;
    const before = asked();
    const later = Date.now() + 31_000;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => later);
    await until(() => asked() > before);
    clock.mockRestore();
  });

  it('asks before points are held, and shows the code for the till', async () => {
    const platform = await grocery();
    all('reserve')[0]?.click();
    await until(() => all('reserve-yes').length === 1);
    expect(seen('500 points are held until you use it at the till.')).toBe(true);
    expect(platform.calls.some(({ name }) => name === 'shopWish')).toBe(false);
    await click('reserve-yes');
    await until(() => all('claim').length === 2);
    all('claim-show')[0]?.click();
    await until(() => all('till-code-text').length === 1);
  });

  it('tells what is queued, and takes it back', async () => {
    const platform = await grocery();
    const queued = all('queued')[0];
    expect(queued?.textContent).toContain('Will be sent when you are online');
    queued?.querySelector('button')?.click();
    await until(() => all('queued').length === 0);
    expect(platform.calls.some(({ name }) => name === 'shopUnwish')).toBe(true);
  });

  it('says that spending needs the shop when it cannot be reached', async () => {
    const platform = await grocery();
    const call = platform.call.bind(platform);
    platform.call = ((name: never, request: never) => (name === 'shopWish' ? Promise.resolve({ state: 'offline', why: null }) : call(name, request))) as typeof platform.call;
    all('reserve')[0]?.click();
    await until(() => all('reserve-yes').length === 1);
    await click('reserve-yes');
    await until(() => seen('Nothing was spent'));
  });

  it('keeps a consent as it was when the shop says no, and says why', async () => {
    const platform = await grocery();
    const call = platform.call.bind(platform);
    platform.call = ((name: never, request: never) => (name === 'shopWish' ? Promise.resolve({ state: 'refused', why: 'stale-words' }) : call(name, request))) as typeof platform.call;
    const box = find('consent-partners') as HTMLInputElement;
    box.click();
    await until(() => seen('the shop has changed the words'));
    expect(box.checked).toBe(false);
  });

  it('says what goes before it goes', async () => {
    await grocery();
    await click('leave');
    for (const words of ['Your membership ends', '1,240 points are lost.', 'Rewards you have reserved and stamps', 'This cannot be undone.']) expect(seen(words), words).toBe(true);
    await click('leave-yes');
    await until(() => !all('card-tile').some((tile) => tile.dataset['cardTitle'] === 'Kauppa Kulma'));
  });

  it('stays as a plain card when the connection ends', async () => {
    await grocery();
    await click('disconnect');
    expect((find('keep-card') as HTMLInputElement).checked).toBe(true);
    await click('disconnect-yes');
    await until(() => all('card-link').length === 0);
    await until(() => seen('Kulma-kortti is disconnected.'));
    expect(all('card-tile').some((tile) => tile.dataset['cardTitle'] === 'Kauppa Kulma')).toBe(true);
  });
});

describe('offers of shops', () => {
  it('come for me first, are activated, and are hidden until they are wanted again', async () => {
    await start({ shops: true }, '#/offers');
    await until(() => all('offer-activate').length === 1);
    expect(all('offer')[0]?.textContent).toContain('You bought vegetables nine times in two months.');
    await click('offer-activate');
    await until(() => all('offer-activated').length === 2);
    await click('offers-hidden');
    await until(() => all('offer').length === 1);
    expect(seen('+2 stamps')).toBe(true);
    await click('offers-nearby');
    await until(() => all('reward').length > 0);
    expect(seen('You have saved €73.20')).toBe(true);
  });
});

describe('connecting', () => {
  it('leads from an address to the card', async () => {
    const platform = await start({}, '#/add/shop');
    await type('shop-address', 'loyalty.kahvila.example');
    find('shop-address').closest('form')?.requestSubmit();
    await until(() => all('sign-in').length === 1);
    expect(seen('It does not see your other cards')).toBe(true);
    await click('sign-in');
    await until(() => platform.opened.length === 1);
    await until(() => all('card-link').length === 1);
    expect(connecting().phase).toBe('address');
  });

  it.each([
    ['nothing.example', 'There is no loyalty shop at this address.', 'Change the address'],
    ['offline.example', 'The shop cannot be reached.', 'Try again'],
    ['192.168.0.1', 'private network', 'Change the address'],
  ])('%s: says what happened and what to do', async (address, words, action) => {
    await start({}, '#/add/shop');
    await type('shop-address', address);
    find('shop-address').closest('form')?.requestSubmit();
    await until(() => all('connect-failed').length === 1);
    expect(seen(words)).toBe(true);
    expect(find('connect-retry').textContent).toBe(action);
  });

  it('begins at a plain card, too, but not at one that is connected', async () => {
    await start({ shops: true });
    await open('Kahvila Aamu');
    await click('card-menu');
    expect(all('menu-connect').length).toBe(0);
    expect(all('menu-edit').length).toBe(1);
    await open('City Library');
    await click('card-menu');
    await click('menu-connect');
    await until(() => all('shop-address').length === 1);
    expect(seen('The card City Library becomes this shop’s card.')).toBe(true);
  });
});
