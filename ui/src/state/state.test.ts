import { describe, expect, it } from 'vitest';
import { cardOf, symbolOf } from '../platform/memory/samples';
import { complaints, draftOf, emptyDraft, inputOf } from './draft';
import { href, parentOf, parseRoute, type Route } from './routes';
import { resolveLook } from './theme';

describe('addresses', () => {
  const routes: Route[] = [
    { name: 'cards' },
    { name: 'archive' },
    { name: 'card', id: '0190-a/b' },
    { name: 'edit', id: '0190' },
    { name: 'checkout', id: '0190' },
    { name: 'add' },
    { name: 'byHand' },
    { name: 'import' },
    { name: 'groups' },
    { name: 'offers' },
    { name: 'activity' },
    { name: 'settings' },
  ];
  it.each(routes)('$name survives its address', (route) => expect(parseRoute(href(route))).toEqual(route));
  it.each(['', '#', '#/nonsense', '#/card', '#/card/%E0%A4%A'])('%s leads home', (hash) => expect(parseRoute(hash)).toEqual({ name: 'cards' }));
  it('goes up from a checkout to its card', () => expect(parentOf({ name: 'checkout', id: 'x' })).toEqual({ name: 'card', id: 'x' }));
});

describe('the look', () => {
  it.each([
    ['system', false, false, 'light', 'light'],
    ['system', true, false, 'dark', 'dark'],
    ['system', true, true, 'contrast', 'dark'],
    ['light', true, true, 'light', 'light'],
    ['contrast', false, false, 'contrast', 'light'],
  ] as const)('%s with dark %s and contrast %s', (setting, dark, contrast, theme, tone) => {
    expect(resolveLook(setting, { dark, contrast })).toEqual({ theme, tone });
  });
});

describe('the form', () => {
  it('wants a name', () => {
    expect(complaints(emptyDraft()).title).toBe('form.titleNeeded');
    expect(complaints({ ...emptyDraft(), title: 'x'.repeat(201) }).title).toBe('form.titleLong');
    expect(complaints({ ...emptyDraft(), title: 'x' })).toEqual({});
  });

  it('wants dates in order and a balance that is a number', () => {
    const draft = { ...emptyDraft(), title: 'x', validFrom: '2026-02-01', validUntil: '2026-01-01', amount: 'many' };
    expect(complaints(draft)).toEqual({ validUntil: 'form.dateOrder', amount: 'form.balanceBad' });
  });

  it('leaves an untouched card as it was', () => {
    const balance = { amount: 1250, scale: 2, unit: { kind: 'currency' as const, code: 'EUR' } };
    const card = cardOf('Kirja', '#7a2e4a', [symbolOf('CODE_128', 'ABC', { charset: 'UTF-8', asPrinted: true, gs1: true, eci: 26 })], { balance, note: ' two\nlines ', validFrom: '2026-01-02', fields: [{ label: 'PIN', value: '1' }] });
    const input = inputOf(draftOf(card, 'fi-FI'));
    expect(input).toMatchObject({ title: 'Kirja', balance, note: ' two\nlines ', validFrom: '2026-01-02', colour: '#7a2e4a', fields: [{ label: 'PIN', value: '1' }], number: null });
    expect(input.symbols[0]).toMatchObject({ symbology: 'CODE_128', text: 'ABC', charset: 'UTF-8', asPrinted: true, gs1: true, eci: 26 });
  });

  it('leaves empty codes out', () => expect(inputOf({ ...emptyDraft(), title: 'x' }).symbols).toEqual([]));
});
