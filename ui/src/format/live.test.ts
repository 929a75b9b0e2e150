import { beforeEach, describe, expect, it } from 'vitest';
import type { Balance, CardTile, Happening, Offer, OfferValue } from '../generated/api';
import { speak } from '../messages/index.svelte';
import { cardOf } from '../platform/memory/samples';
import { age, daysBetween, daysUntil } from './ages';
import { difference, expiryWords } from './balances';
import { lineOf } from './curve';
import { told } from './happenings';
import { clockText, minuteOf } from './minutes';
import { offerUntil, offerValue, stillOn } from './offers';
import { tileWords } from './tile';

const now = new Date(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Narrow and ordinary no-break spaces look alike to a person.
const plain = (text: string | null): string | null => text?.replace(/[\u00a0\u202f]/g, ' ') ?? null;
const points = (amount: number): Balance => ({ amount, scale: 0, unit: { kind: 'points' } });
const euros = (amount: number): Balance => ({ amount, scale: 2, unit: { kind: 'currency', code: 'EUR' } });
const found = { field: 'points', label: 'Points', by: 'rule' as const };

beforeEach(() => speak('en', 'en-GB'));

describe('how old something is', () => {
  it.each([
    [20_000, 'just now', 'juuri nyt', 'just nu'],
    [5 * MINUTE, '5 min ago', '5 min sitten', 'för 5 min sedan'],
    [3 * HOUR, '3 hours ago', '3 tuntia sitten', 'för 3 timmar sedan'],
    [DAY, 'yesterday', 'eilen', 'i går'],
    [3 * DAY, '3 days ago', '3 päivää sitten', 'för 3 dagar sedan'],
    [40 * DAY, '12 October', '12.10.', '12 oktober'],
    [-10 * MINUTE, 'in 10 min', '10 min päästä', 'om 10 min'],
  ])('%i ms', (ago, english, finnish, swedish) => {
    expect(plain(age(now.getTime() - ago, now.getTime()))).toBe(english);
    speak('fi', 'fi-FI');
    expect(plain(age(now.getTime() - ago, now.getTime()))).toBe(finnish);
    speak('sv', 'sv-FI');
    expect(plain(age(now.getTime() - ago, now.getTime()))).toBe(swedish);
  });

  it('counts midnights, not hours', () => {
    const late = new Date(2026, 10, 20, 23, 50).getTime();
    expect(daysBetween(late, new Date(2026, 10, 21, 0, 10).getTime())).toBe(1);
    expect(daysUntil('2026-11-21', now.getTime())).toBe(0);
    expect(daysUntil('2026-11-20', now.getTime())).toBe(-1);
    expect(daysUntil('soon', now.getTime())).toBeNull();
  });
});

describe('offers', () => {
  const values: [OfferValue | null, string | null, string | null, string | null][] = [
    [{ kind: 'percent', tenths: 200 }, '−20%', '−20 %', '−20 %'],
    [{ kind: 'percent', tenths: 125 }, '−12.5%', '−12,5 %', '−12,5 %'],
    [{ kind: 'amount', amount: euros(3000) }, '€30 off', '−30 €', '−30 €'],
    [{ kind: 'amount', amount: euros(250) }, '€2.50 off', '−2,50 €', '−2,50 €'],
    [{ kind: 'amount', amount: points(200) }, '+200 p', '+200 p', '+200 p'],
    [{ kind: 'multiplier', tenths: 20 }, '2×', '2×', '2×'],
    [{ kind: 'multiplier', tenths: 15 }, '1.5×', '1,5×', '1,5×'],
    [{ kind: 'gift', what: null }, 'Free', 'Ilmainen', 'Gratis'],
    [null, null, null, null],
  ];
  it.each(values)('%o is worth %s', (value, english, finnish, swedish) => {
    expect(plain(offerValue(value))).toBe(english);
    speak('fi', 'fi-FI');
    expect(plain(offerValue(value))).toBe(finnish);
    speak('sv', 'sv-FI');
    expect(plain(offerValue(value))).toBe(swedish);
  });

  it.each([
    [null, 'no end date', 'toistaiseksi', 'tills vidare'],
    ['2026-11-21', 'ends today', 'päättyy tänään', 'slutar i dag'],
    ['2026-11-22', 'until tomorrow', 'huomiseen asti', 'till och med i morgon'],
    ['2026-11-25', 'until Wednesday', 'ke 25.11. asti', 'till och med onsdag'],
    ['2026-12-03', '12 days left', '12 päivää jäljellä', '12 dagar kvar'],
    ['2027-03-04', 'until 4 March 2027', '4.3.2027 asti', 'till och med 4 mars 2027'],
  ])('%s is %s', (until, english, finnish, swedish) => {
    expect(plain(offerUntil(until, now.getTime()))).toBe(english);
    speak('fi', 'fi-FI');
    expect(plain(offerUntil(until, now.getTime()))).toBe(finnish);
    speak('sv', 'sv-FI');
    expect(plain(offerUntil(until, now.getTime()))).toBe(swedish);
  });

  it('are over the day after their last', () => {
    const offer = (until: string | null): Offer => ({ title: 'x', body: null, value: null, until, found });
    expect([null, '2026-11-21', '2026-11-20'].map((until) => stillOn(offer(until), now.getTime()))).toEqual([true, true, false]);
  });
});

describe('balances of a shop', () => {
  const ends = (expiring: Balance | null, expiresOn: string | null): string | null => plain(expiryWords({ available: points(2140), expiring, expiresOn, found }, now.getTime()));

  it('say what ends and when', () => {
    expect(ends(points(180), '2026-11-30')).toBe('180 points will expire on 30 November.');
    expect(ends(points(180), '2026-11-21')).toBe('180 points will expire today.');
    expect(ends(euros(550), '2026-11-30')).toBe('€5.50 will expire on 30 November.');
    expect(ends(null, '2026-11-30')).toBe('Some of it expires on 30 November.');
    expect(ends(points(180), '2026-11-01')).toBe('Some of it expired on 1 November.');
    expect([ends(points(180), null), ends(points(0), '2026-11-30')]).toEqual([null, null]);
    speak('fi', 'fi-FI');
    expect([ends(points(180), '2026-11-30'), ends(points(1), '2027-01-31')]).toEqual(['180 pistettä vanhenee 30.11.', '1 piste vanhenee 31.1.2027.']);
    speak('sv', 'sv-FI');
    expect([ends(points(180), '2026-11-30'), ends(points(1), '2027-01-31')]).toEqual(['180 poäng går ut 30 november.', '1 poäng går ut 31 januari 2027.']);
  });

  it('tell a change with its sign, and none across units', () => {
    expect(difference(points(1990), points(2140))).toBe('+150');
    expect(plain(difference(euros(1000), euros(550)))).toBe('−€4.50');
    expect([difference(points(5), points(5)), difference(points(5), euros(500)), difference(null, points(5))]).toEqual([null, null, null]);
  });
});

describe('the curve of a balance', () => {
  const curve = (...amounts: number[]) => lineOf({ field: 'points', label: null, points: amounts.map((amount, index) => ({ at: index * DAY, balance: points(amount) })) });

  it('goes by steps from the oldest to the newest', () => {
    expect(curve(0, 50, 100)).toMatchObject({ path: 'M0 100H50V50H100V0', area: 'M0 100H50V50H100V0V100H0Z', lowest: 0, highest: 100, last: 0 });
  });
  it('that never changed lies in the middle', () => expect(curve(7, 7)?.path).toBe('M0 50H100V50'));
  it('needs two points', () => expect([curve(), curve(5)]).toEqual([null, null]));
  it('bears two points at one moment', () => {
    const balance = points(1);
    expect(lineOf({ field: 'x', label: null, points: [{ at: 5, balance }, { at: 5, balance: points(2) }] })?.path).not.toContain('NaN');
  });
});

describe('what happened', () => {
  const field = { kind: 'field', field: 'level', label: 'Level', before: 'Silver', after: 'Gold', message: null, balanceBefore: null, balanceAfter: null } as const;
  const happenings: [Happening, string, string, string][] = [
    [{ ...field, message: 'Welcome to Gold!' }, 'Welcome to Gold!', 'Welcome to Gold!', 'Welcome to Gold!'],
    [field, 'Level went from Silver to Gold.', 'Kohdassa ”Level” on nyt Gold, ennen Silver.', 'Level gick från Silver till Gold.'],
    [{ ...field, before: null }, 'Level is now Gold.', 'Kohdassa ”Level” on nyt Gold.', 'Level är nu Gold.'],
    [{ ...field, after: null }, 'Level is gone; it was Silver.', 'Kohta ”Level” poistui; siinä oli Silver.', 'Level är borta; där stod Silver.'],
    [{ ...field, label: null, before: '1990', after: '2140', balanceBefore: points(1990), balanceAfter: points(2140) }, 'A field went from 1,990 to 2,140.', 'Kohdassa ”nimetön” on nyt 2 140, ennen 1 990.', 'Ett fält gick från 1 990 till 2 140.'],
    [{ kind: 'code' }, 'The code on the card is a new one.', 'Kortin koodi on vaihtunut.', 'Koden på kortet är ny.'],
    [{ kind: 'voided', on: true }, 'The issuer cancelled this card.', 'Myöntäjä mitätöi tämän kortin.', 'Utgivaren har gjort kortet ogiltigt.'],
    [{ kind: 'voided', on: false }, 'The issuer made this card valid again.', 'Myöntäjä palautti tämän kortin voimaan.', 'Utgivaren har gjort kortet giltigt igen.'],
    [{ kind: 'validity', before: null, after: '2026-12-31' }, 'The card is now valid until 31 December.', 'Kortti on nyt voimassa 31.12. asti.', 'Kortet gäller nu till och med 31 december.'],
    [{ kind: 'validity', before: '2026-12-31', after: null }, 'The card no longer has an end date.', 'Kortilla ei ole enää viimeistä voimassaolopäivää.', 'Kortet har inte längre något slutdatum.'],
    [{ kind: 'offerCame', title: 'Soup!', until: null, message: null }, 'There is a new offer: Soup!', 'Uusi tarjous: Soup!', 'Det finns ett nytt erbjudande: Soup!'],
    [{ kind: 'offerCame', title: 'Soup', until: '2026-11-30', message: null }, 'There is a new offer until 30 November: Soup.', 'Uusi tarjous 30.11. asti: Soup.', 'Det finns ett nytt erbjudande till och med 30 november: Soup.'],
    [{ kind: 'offerCame', title: 'Soup', until: null, message: 'Soup is on us.' }, 'Soup is on us.', 'Soup is on us.', 'Soup is on us.'],
    [{ kind: 'offerWent', title: 'Soup' }, 'An offer has ended: Soup.', 'Tarjous päättyi: Soup.', 'Ett erbjudande har upphört: Soup.'],
    [{ kind: 'endsSoon', date: '2026-11-30' }, 'The card expires on 30 November.', 'Kortti vanhenee 30.11.', 'Kortet går ut 30 november.'],
    [{ kind: 'balanceEndsSoon', amount: points(180), date: '2026-11-30' }, '180 points will expire on 30 November.', '180 pistettä vanhenee 30.11.', '180 poäng går ut 30 november.'],
    [{ kind: 'balanceEndsSoon', amount: null, date: '2027-01-31' }, 'Some of the balance expires on 31 January 2027.', 'Osa saldosta vanhenee 31.1.2027.', 'En del av saldot går ut 31 januari 2027.'],
    [{ kind: 'updatesEnded', why: 'gone' }, 'The shop stopped updating this card. It is kept as it last was.', 'Kauppa lopetti tämän kortin päivittämisen. Kortti säilyy sellaisena kuin se viimeksi oli.', 'Butiken har slutat uppdatera kortet. Det finns kvar som det senast var.'],
  ];
  it.each(happenings)('%o', (what, english, finnish, swedish) => {
    expect(plain(told(what, now).text)).toBe(english);
    speak('fi', 'fi-FI');
    expect(plain(told(what, now).text)).toBe(finnish);
    speak('sv', 'sv-FI');
    expect(plain(told(what, now).text)).toBe(swedish);
  });

  it.each(['identity', 'provenance', 'signer', 'unreadable', 'somethingNew'])('an update refused for %s says that the card stayed', (why) => {
    expect(told({ kind: 'updateRefused', why }, now).text).toMatch(/did not take.*Your card is as it was\.$/);
  });

  it('marks the issuer’s own words and the change of a balance', () => {
    expect(told({ ...field, message: 'Thanks', balanceBefore: points(10), balanceAfter: points(35) }, now)).toEqual({ text: 'Thanks', quoted: true, change: '+25' });
  });
});

describe('the line on a tile', () => {
  const words = (tile: Partial<CardTile>): [string | null, string | null] => {
    const { headline, line } = tileWords(cardOf('Metsä', '#1f5a49', [], {}, { number: '4411', ...tile }).tile, null, now);
    return [plain(headline), plain(line)];
  };
  const shop = { headline: { kind: 'shopBalance', balance: points(2140) }, asOf: now.getTime() - 5 * MINUTE } as const;

  it.each<[string, Partial<CardTile>, [string | null, string | null]]>([
    ['what ends', { ...shop, expiring: points(180), expiringOn: '2026-11-30', tier: 'Gold' }, ['2,140 p', '180 p expire 30 Nov']],
    ['what ends today', { ...shop, expiring: points(180), expiringOn: '2026-11-21' }, ['2,140 p', '180 p expire today']],
    ['that some ends', { ...shop, expiringOn: '2026-11-30' }, ['2,140 p', 'some expires 30 Nov']],
    ['nothing of an end far away', { ...shop, expiring: points(180), expiringOn: '2027-11-30', tier: 'Gold' }, ['2,140 p', 'Gold']],
    ['the end of the card when it comes first', { ...shop, expiring: points(180), expiringOn: '2026-12-01', validUntil: '2026-11-25' }, ['2,140 p', 'valid until 25 Nov']],
    ['the tier', { ...shop, tier: 'Gold' }, ['2,140 p', 'Gold']],
    ['how old it is', { ...shop, asOf: now.getTime() - 3 * DAY }, ['2,140 p', 'updated 3 days ago']],
    ['the number while it is fresh', shop, ['2,140 p', '4411']],
    ['stamps that are missing', { headline: { kind: 'stamps', collected: 8, required: 10 } }, ['8 of 10 stamps', '2 more to a full card']],
    ['a full card', { headline: { kind: 'stamps', collected: 10, required: 10 } }, ['10 of 10 stamps', 'the card is full']],
    ['a tier as the headline', { headline: { kind: 'tier', name: 'Gold' } }, ['Gold', '4411']],
    ['that it is cancelled before anything else', { ...shop, expiringOn: '2026-11-30', voided: true }, ['2,140 p', 'cancelled by the issuer']],
  ])('tells %s', (_, tile, expected) => expect(words(tile)).toEqual(expected));
});

describe('times of the day', () => {
  it.each([
    [0, '00:00'],
    [22 * 60, '22:00'],
    [23 * 60 + 59, '23:59'],
  ])('%i is %s', (minute, text) => {
    expect(clockText(minute)).toBe(text);
    expect(minuteOf(text)).toBe(minute);
  });
  it.each(['', '24:00', '7:00', 'noon'])('%s is none', (text) => expect(minuteOf(text)).toBeNull());
});
