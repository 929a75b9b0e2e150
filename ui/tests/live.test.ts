import { describe, expect, it } from 'vitest';
import { samples } from '../src/platform/memory/samples';
import { all, click, find, open, seen, settled, start, titles, type, until } from './app';

const line = (index: number): string => all('activity-line')[index]?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const heroes = (): string[] => all('offer').map((offer) => offer.querySelector('.value')?.textContent?.trim() ?? '');

describe('the tiles', () => {
  it('show stamps, what expires and offers', async () => {
    await start();
    const tile = (title: string): string => document.querySelector(`[data-card-title="${title}"]`)?.textContent?.replace(/\s+/g, ' ') ?? '';
    expect(tile('Metsä Market')).toContain('3 offers');
    expect(tile('Metsä Market')).toContain('180 p expire');
    expect(document.querySelector('[data-card-title="Kahvila Aalto"] [role="img"]')?.getAttribute('aria-label')).toBe('8 of 10 stamps');
    expect(tile('Vuori Outdoor')).toContain('Gold');
    expect(tile('Apteekki Silta')).toContain('updated 3 days ago');
  });
});

describe('a refresh of all', () => {
  it('tells what is new and what failed, and why', async () => {
    const platform = await start();
    await click('refresh-all');
    await until(() => seen('1 card has news. 3 cards are as they were'));
    expect(platform.calls.find((call) => call.name === 'passesRefresh')?.request).toMatchObject({ ids: [] });
    await until(() => seen('2,165 p'));
    expect(all('refresh-bar')).toHaveLength(0);
  });

  it('can be stopped', async () => {
    const platform = await start();
    find('refresh-all').click();
    await until(() => all('refresh-stop').length === 1);
    find('refresh-stop').click();
    await until(() => seen('Stopped. What came before that is kept.'));
    expect(platform.calls.some((call) => call.name === 'jobCancel')).toBe(true);
  });

  it('is a key, too', async () => {
    const platform = await start();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true }));
    await until(() => platform.calls.some((call) => call.name === 'passesRefresh'));
    await until(() => seen('has news'));
  });

  it('is offered only where a shop can be asked', async () => {
    await start({ cards: samples().slice(6, 8) });
    expect(all('refresh-all')).toHaveLength(0);
  });
});

describe('a card that its shop keeps', () => {
  it('shows its balance with its age, what expires, tier and offers', async () => {
    await start();
    await open('Metsä Market');
    expect(find('balance').textContent).toBe('2,140');
    expect(find('as-of').textContent).toMatch(/^Updated 5 min\.? ago$/);
    expect(find('source-state').textContent).toContain('Live');
    expect(find('expires').textContent).toContain('180 points will expire on');
    expect(find('card-tier').textContent).toContain('Silver');
    expect(find('card-offers').textContent).toContain('3 offers for you');
    expect(find('balance-curve').querySelectorAll('tbody tr')).toHaveLength(12);
    await until(() => all('activity-line').length === 5);
    expect(line(0)).toContain('You have 2 140 points now. Thank you!');
  });

  it('is asked for alone', async () => {
    const platform = await start();
    await open('Metsä Market');
    await click('refresh-card');
    await until(() => find('balance').textContent === '2,165');
    expect(seen('Metsä Market has news.')).toBe(true);
    expect(platform.calls.filter((call) => call.name === 'passesRefresh')).toHaveLength(1);
    await until(() => line(0).includes('You have 2165 points now.'));
  });

  it('keeps its place and says why when the shop does not answer', async () => {
    await start();
    await open('Apteekki Silta');
    await click('refresh-card');
    await until(() => seen('Apteekki Silta is as it was: the shop does not answer.'));
  });

  it('lets a guess be put right, and taken back', async () => {
    const platform = await start();
    await open('Metsä Market');
    find('shop-balance').querySelector<HTMLElement>('[data-testid="meaning-change"]')?.click();
    await settled();
    expect(seen('On the card it reads “2 140”.')).toBe(true);
    find('meaning-nothing').click();
    await click('meaning-save');
    expect(platform.calls.find((call) => call.name === 'fieldMeaning')?.request).toMatchObject({ field: 'points', meaning: 'nothing' });
    await until(() => all('shop-balance').length === 0);
    find('undo-toast').querySelector('button')?.click();
    await until(() => all('shop-balance').length === 1);
  });

  it('lets a field be named that nobody guessed', async () => {
    const platform = await start();
    await open('Metsä Market');
    all('meaning-field').find((field) => field.textContent?.includes('Member'))?.click();
    await settled();
    find('meaning-tier').click();
    await click('meaning-save');
    await until(() => find('card-tier').textContent?.includes('Aino Virtanen') ?? false);
    expect(find('card-tier').textContent).toContain('you said so');
    expect(platform.calls.find((call) => call.name === 'fieldMeaning')?.request).toMatchObject({ field: 'member', meaning: 'tier' });
  });

  it('tells the state of its service, and can be switched off', async () => {
    const platform = await start();
    await open('Kauneus Blume');
    expect(find('card-source').textContent).toContain('The shop no longer updates this card.');
    expect(find('card-source').textContent).toContain('blume.example');
    find('source-on').click();
    await until(() => find('card-source').textContent?.includes('Updates are off') ?? false);
    expect(platform.calls.some((call) => call.name === 'passUpdates')).toBe(true);
    expect(all('refresh-card')).toHaveLength(0);
    find('card-notices').click();
    await until(() => platform.calls.some((call) => call.name === 'cardMuted'));
  });

  it('says what registering tells the shop before it is done', async () => {
    const platform = await start();
    await open('Kahvila Aalto');
    expect(find('card-stamps').textContent).toContain('2 more for a free coffee.');
    await click('register');
    expect(seen('a random number that is made for this shop only')).toBe(true);
    expect(seen('Kantis tells the shop to forget it')).toBe(true);
    expect(platform.calls.some((call) => call.name === 'passRegister')).toBe(false);
    await click('register-yes');
    await until(() => all('unregister').length === 1);
  });

  it('made by hand has none of all this', async () => {
    await start();
    await open('Gym Pulssi');
    await settled();
    for (const part of ['shop-balance', 'card-source', 'card-activity', 'refresh-card']) expect(all(part), part).toHaveLength(0);
  });

  it('opens when somebody outside asks for it', async () => {
    const platform = await start();
    const id = document.querySelector<HTMLElement>('[data-card-title="Vuori Outdoor"]')?.dataset['id'] ?? '';
    platform.emit({ event: 'openCard', id });
    await until(() => all('code-plate').length === 1 && seen('Vuori'));
    expect(location.hash).toContain(id);
  });
});

describe('activity', () => {
  it('tells by day, the issuer’s words first', async () => {
    await start({}, '#/activity');
    await until(() => all('activity-line').length === 50);
    expect(line(0)).toContain('You have 2 140 points now. Thank you!');
    expect(line(0)).toContain('+150');
    expect([...document.querySelectorAll('h2')].length).toBeGreaterThan(3);
  });

  it('shows older lines when asked', async () => {
    await start({}, '#/activity');
    await until(() => all('activity-line').length === 50);
    await click('activity-older');
    await until(() => all('activity-line').length > 70);
    expect(all('activity-older')).toHaveLength(0);
    expect(new Set(all('activity-line').map((one) => one.textContent)).size).toBe(all('activity-line').length);
  });

  it('keeps to topics and words', async () => {
    await start({}, '#/activity');
    await until(() => all('activity-line').length > 0);
    await click('topic-trouble');
    await until(() => all('activity-line').length === 2);
    await click('topic-offers');
    await until(() => all('activity-line').length === 4);
    await type('activity-search', 'kauneus');
    await until(() => all('activity-line').length === 1);
    expect(line(0)).toContain('The shop stopped updating this card.');
    await type('activity-search', 'nothing at all');
    await until(() => seen('Nothing matches.'));
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Show everything')?.click();
    await until(() => all('activity-line').length === 50);
  });

  it('of one card is a button away, and its lines lead to cards', async () => {
    await start();
    await open('Vuori Outdoor');
    await click('card-activity-all');
    await until(() => all('activity-card').length === 1 && all('activity-line').length === 4);
    await click('activity-card');
    await until(() => all('activity-line').length === 50);
    all('activity-line')[0]?.click();
    await until(() => all('code-plate').length === 1);
    expect(find('nav-activity').getAttribute('aria-current')).toBe('page');
    await click('back');
    await until(() => all('activity-line').length > 0 && all('code-plate').length === 0);
  });

  it('follows the core’s hints', async () => {
    const platform = await start({}, '#/activity');
    await until(() => all('activity-line').length > 0);
    const before = platform.calls.filter((call) => call.name === 'activity').length;
    platform.emit({ event: 'activityChanged' });
    await until(() => platform.calls.filter((call) => call.name === 'activity').length === before + 1);
  });

  it('that is empty says what comes here', async () => {
    await start({ cards: samples().slice(6, 8) }, '#/activity');
    await until(() => all('activity-empty').length === 1);
    expect(seen('it is told here, in the shop’s own words')).toBe(true);
  });

  it('that cannot be read says so, and tries again', async () => {
    const platform = await start({}, '#/offers');
    platform.failNext('activity', 'busy');
    await click('nav-activity');
    await until(() => seen('Another Kantis is writing'));
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Try again')?.click();
    await until(() => all('activity-line').length > 0);
  });
});

describe('offers', () => {
  it('show their value first, and those that end first, first', async () => {
    await start({}, '#/offers');
    await until(() => all('offer').length === 5);
    expect(heroes()).toEqual(['−20%', '2×', '€30 off', 'Free', '2×']);
    await click('offers-by-shop');
    expect(heroes()).toEqual(['2×', '−20%', 'Free', '2×', '€30 off']);
    expect(all('offer')[1]?.textContent).toContain('Oat drinks · Metsä Market');
  });

  it('lead to the code', async () => {
    await start({}, '#/offers');
    await until(() => all('offer-show').length === 5);
    all('offer-show')[0]?.click();
    await until(() => all('checkout').length === 1);
    expect(find('checkout-number').textContent?.trim()).toBe('6 430012 345679');
  });

  it('that have ended are not shown', async () => {
    const cards = samples();
    for (const card of cards) for (const offer of card.loyalty.offers) offer.until = '2020-01-01';
    await start({ cards }, '#/offers');
    await until(() => all('offers-empty').length === 1);
    expect(seen('There is no offer just now.')).toBe(true);
  });

  it('are nowhere: the screen says where they come from', async () => {
    await start({ cards: samples().slice(6, 8) }, '#/offers');
    await until(() => all('offers-empty').length === 1);
    expect(seen('Offers of your shops show here.')).toBe(true);
    expect(all('offers-empty')[0]?.querySelector('a')?.getAttribute('href')).toBe('#/add/shop');
  });
});

describe('the core', () => {
  it('hears that somebody looks, and that the network came back', async () => {
    const platform = await start();
    const wakes = (): unknown[] => platform.calls.filter((call) => call.name === 'wake').map((call) => call.request);
    await until(() => wakes().length > 0);
    expect(wakes()[0]).toEqual({ wake: 'foreground' });
    window.dispatchEvent(new Event('online'));
    await until(() => wakes().length === 2);
    expect(wakes()[1]).toEqual({ wake: 'networkUp' });
  });
});

describe('the settings', () => {
  const sent = (platform: Awaited<ReturnType<typeof start>>): unknown => platform.calls.filter((call) => call.name === 'settingsUpdate').at(-1)?.request;

  it('choose what is told and when', async () => {
    const platform = await start({}, '#/settings');
    find('notice-offers').click();
    await until(() => JSON.stringify(sent(platform)).includes('"topics":["balance","receipts","expiry","changes","trouble"]'));
    find('quiet-on').click();
    await until(() => all('quiet-from').length === 1);
    expect((find('quiet-from') as HTMLInputElement).value).toBe('22:00');
    const until7 = find('quiet-until') as HTMLInputElement;
    until7.value = '06:30';
    until7.dispatchEvent(new Event('change', { bubbles: true }));
    await until(() => JSON.stringify(sent(platform)).includes('"quietUntil":390'));
    find('private-on-lock').click();
    await until(() => JSON.stringify(sent(platform)).includes('"privateOnLock":true'));
    find('notices-on').click();
    await until(() => all('quiet-from').length === 0);
  });

  it('ask for the place only after saying what it means', async () => {
    const platform = await start({}, '#/settings');
    expect(seen('the place is kept nowhere and sent to nobody')).toBe(true);
    find('use-place').click();
    await until(() => JSON.stringify(sent(platform)).includes('"usePlace":true'));
  });

  it('tell the state of each shop’s connection, and ask it', async () => {
    const platform = await start({}, '#/settings');
    await until(() => all('connection').length === 5);
    expect(find('connections').textContent).toContain('The shop does not answer just now. Kantis tries again by itself.');
    all('connection-refresh')[1]?.click();
    await until(() => platform.calls.some((call) => call.name === 'passesRefresh'));
    await until(() => !seen('Kantis has not asked this shop yet.'));
  });

  it('offer the tray only where there is one', async () => {
    await start({ host: { canTray: false } }, '#/settings');
    await until(() => all('device-settings').length === 1);
    expect([all('host-tray').length, all('host-autostart').length]).toEqual([0, 1]);
    find('host-autostart').click();
    await settled();
    expect((find('host-autostart') as HTMLInputElement).checked).toBe(true);
  });

  it('of a host without choices show none', async () => {
    await start({ host: null }, '#/settings');
    await settled();
    expect(all('device-settings')).toHaveLength(0);
    expect(titles()).toEqual([]);
  });
});
