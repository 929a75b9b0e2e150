import { describe, expect, it } from 'vitest';
import { symbologyName } from './names';
import { fitBars, fitModules, needsTurning, nudge } from './sizing';
import { gs1CheckDigitFits, suggestSymbology } from './suggest';

describe('whole device pixels', () => {
  const ratios = [1, 1.25, 1.5, 2, 2.625, 3];

  it.each(ratios)('a module is a whole number of them at %f', (dpr) => {
    for (const modules of [21, 29, 113, 279]) {
      const fit = fitModules({ width: modules, height: modules }, { width: 350, height: 350, dpr });
      expect(Number.isInteger(fit.k)).toBe(true);
      expect(fit.width * dpr).toBeCloseTo(modules * fit.k, 6);
    }
  });

  it.each(ratios)('the largest that fits is taken at %f', (dpr) => {
    const room = { width: 350, height: 900, dpr };
    const { k, width } = fitBars(113, room, 120);
    expect(width).toBeLessThanOrEqual(350);
    expect((113 * (k + 1)) / dpr).toBeGreaterThan(350);
  });

  it('stays within a till’s window on a wide screen', () => {
    expect(fitBars(117, { width: 1280, height: 600, dpr: 1, most: 4 }, 240).width).toBe(468);
    expect(fitBars(117, { width: 1280, height: 600, dpr: 2.625, most: 4 }, 240).k).toBe(10);
  });

  it('never vanishes, however small the room', () => expect(fitModules({ width: 200, height: 200 }, { width: 20, height: 20, dpr: 1 }).k).toBe(1));

  it('a share of the size is still whole', () => {
    const room = { width: 350, height: 350, dpr: 3 };
    const full = fitModules({ width: 29, height: 29 }, room).k;
    for (let percent = 40; percent <= 100; percent += 5) {
      const { k } = fitModules({ width: 29, height: 29 }, room, percent);
      expect(Number.isInteger(k)).toBe(true);
      expect(k).toBeLessThanOrEqual(full);
    }
  });

  it.each(ratios)('an edge comes to rest on one at %f', (dpr) => {
    for (const edge of [0, 0.3, 19.51, 100.75]) {
      const device = (edge + nudge(edge, dpr)) * dpr;
      expect(device).toBeCloseTo(Math.round(device), 6);
    }
  });
});

describe('turning sideways', () => {
  const phone = { width: 382, height: 600, dpr: 3 };
  it('leaves an EAN-13 upright on a phone', () => expect(needsTurning({ width: 117, height: 54 }, true, phone)).toBe(false));
  it('turns a long Code 128 on a phone', () => expect(needsTurning({ width: 299, height: 54 }, true, phone)).toBe(true));
  it('does not turn it on a wide screen', () => expect(needsTurning({ width: 299, height: 54 }, true, { width: 1200, height: 600, dpr: 1 })).toBe(false));
  it('never turns a square', () => expect(needsTurning({ width: 185, height: 185 }, false, phone)).toBe(false));
});

describe('the kind of code for a number', () => {
  it.each([
    ['6430012345679', 'EAN_13'],
    ['6430012345670', 'EAN_13'],
    ['96385074', 'EAN_8'],
    ['96385075', 'CODE_128'],
    ['036000291452', 'UPC_A'],
    ['ABC-1', 'CODE_128'],
    ['https://a.example/m', 'QR_CODE'],
  ])('%s suggests %s', (text, symbology) => expect(suggestSymbology(text)).toBe(symbology));

  it('only one last digit fits', () => {
    expect([...'0123456789'].filter((digit) => gs1CheckDigitFits(`643001234567${digit}`))).toEqual(['9']);
  });

  it('an unknown kind keeps its name', () => {
    expect(symbologyName('EAN_13')).toBe('EAN-13');
    expect(symbologyName('DOT_CODE')).toBe('DOT_CODE');
    expect(symbologyName('toString')).toBe('toString');
  });
});
