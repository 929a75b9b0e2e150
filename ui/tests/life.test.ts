import { describe, expect, it } from 'vitest';
import { all, click, find, seen, settled, start, type, until } from './app';

const words = (id: string, index = 0): string => all(id)[index]?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

async function activity(): Promise<Awaited<ReturnType<typeof start>>> {
  const platform = await start({ shops: true }, '#/activity');
  await until(() => all('activity-receipt').length > 0);
  return platform;
}

describe('a receipt', () => {
  it('opens in place to its lines, VAT and what it did, and can be saved', async () => {
    const platform = await activity();
    expect(words('activity-receipt', 1)).toContain('Purchase of €24.30');
    all('activity-receipt')[1]?.click();
    await until(() => all('receipt').length === 1);
    expect(all('activity-receipt')[1]?.getAttribute('aria-expanded')).toBe('true');
    for (const part of ['Rye bread', '2 × €2.90', '20% off vegetables −€1.20', '•••• 1234', '14%', '€2.98', 'You got 24 points.', 'You saved €1.20.']) expect(words('receipt')).toContain(part);
    await click('receipt-page');
    await until(() => platform.saved.length === 1);
    expect(platform.saved).toEqual(['2026-000021.html']);
  });

  it('takes a warranty, reminds two weeks before, and is kept', async () => {
    const platform = await activity();
    all('activity-receipt')[1]?.click();
    await until(() => all('receipt').length === 1);
    await click('warranty-add');
    const day = find('warranty-until') as HTMLInputElement;
    day.value = '2028-11-22';
    day.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect((find('warranty-remind') as HTMLInputElement).value).toBe('2028-11-08');
    await click('warranty-save');
    await until(() => all('warranty').length === 1);
    expect(words('warranty')).toContain('Warranty until November 22, 2028');
    expect(platform.calls.find((call) => call.name === 'warranty')?.request).toMatchObject({ warranty: { line: 1, until: '2028-11-22', remind: '2028-11-08' } });
    expect((find('receipt-keep') as HTMLInputElement).checked).toBe(true);
  });
});

describe('the figures', () => {
  it('are charts with a table for whoever does not see them, of all shops or one', async () => {
    const platform = await activity();
    await click('show-figures');
    await until(() => all('month-chart').length === 3);
    expect(words('shop-bars')).toContain('Kahvila Aamu · 42 purchases');
    const rows = all('month-chart')[0]?.querySelectorAll('tbody tr') ?? [];
    expect(rows).toHaveLength(12);
    await click('save-csv');
    await until(() => platform.saved.length === 1);
    expect(platform.saved).toEqual(['Kantis.csv']);
  });
});

describe('a search', () => {
  it('finds receipts and rewards beside cards', async () => {
    await start({ shops: true });
    await type('search', 'tomat');
    await until(() => all('found-receipts').length === 1);
    expect(words('found-receipts')).toContain('Tomatoes');
    expect(seen('Nothing matches')).toBe(false);
    await type('search', 'tote');
    await until(() => all('found-rewards').length === 1);
    expect(all('found-receipts')).toHaveLength(0);
    await type('search', '');
    await until(() => all('found-rewards').length === 0);
  });
});
