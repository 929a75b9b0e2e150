import { describe, expect, it } from 'vitest';
import type { PassField, PassView } from '../../generated/api';
import { layoutOf } from './layout';
import { veilFor } from './veil';
import { contrast, rgbOf, type Rgb } from '../../format/contrast';

const NOTHING = { logo: null, icon: null, strip: null, thumbnail: null, background: null, footer: null };
const field = (section: string, key: string, more: Partial<PassField> = {}): PassField => ({ section, key, label: null, value: key, display: key, align: 'natural', row: 0, links: [], meaning: null, ...more });
const many = (section: string, count: number, more: Partial<PassField> = {}): PassField[] => Array.from({ length: count }, (_, i) => field(section, `${section}${i + 1}`, more));
const pass = (style: string, fields: PassField[], images: Partial<PassView['images']> = {}): PassView => ({ style, fields, images: { ...NOTHING, ...images } }) as PassView;
const keys = (fields: PassField[]): string => fields.map((one) => one.key).join(' ');

describe('the front of a pass', () => {
  const full = [...many('header', 4), ...many('primary', 3), ...many('secondary', 5), ...many('auxiliary', 6), ...many('back', 1), ...many('additional', 1)];
  it.each([
    ['boardingPass', 'primary1 primary2', ['secondary1 secondary2 secondary3 secondary4', 'auxiliary1 auxiliary2 auxiliary3 auxiliary4 auxiliary5'], 'header4 primary3 secondary5 auxiliary6 back1 additional1'],
    ['generic', 'primary1', ['secondary1 secondary2 secondary3 secondary4', 'auxiliary1 auxiliary2 auxiliary3 auxiliary4'], 'header4 primary2 primary3 secondary5 auxiliary5 auxiliary6 back1 additional1'],
    ['storeCard', 'primary1', ['secondary1 secondary2 secondary3 secondary4'], 'header4 primary2 primary3 secondary5 auxiliary1 auxiliary2 auxiliary3 auxiliary4 auxiliary5 auxiliary6 back1 additional1'],
    ['somethingNew', 'primary1', ['secondary1 secondary2 secondary3 secondary4', 'auxiliary1 auxiliary2 auxiliary3 auxiliary4'], 'header4 primary2 primary3 secondary5 auxiliary5 auxiliary6 back1 additional1'],
  ])('%s has so many places, and nothing is lost', (style, primary, rows, details) => {
    const layout = layoutOf(pass(style, full), undefined);
    expect(keys(layout.header)).toBe('header1 header2 header3');
    expect(keys(layout.primary)).toBe(primary);
    expect(layout.rows.map(keys)).toEqual(rows);
    expect(keys(layout.details)).toBe(details);
    expect(layout.header.length + layout.primary.length + layout.rows.flat().length + layout.details.length).toBe(full.length);
  });

  it('keeps the second row of auxiliary fields apart', () => {
    const layout = layoutOf(pass('eventTicket', [field('auxiliary', 'b', { row: 1 }), field('auxiliary', 'a')]), undefined);
    expect(layout.rows.map(keys)).toEqual(['a', 'b']);
  });

  it('lets short rows share a line where the style shares their places', () => {
    const short = [field('secondary', 'Gold'), field('auxiliary', '2019')];
    expect(layoutOf(pass('storeCard', short), undefined).rows.map(keys)).toEqual(['Gold 2019']);
    expect(layoutOf(pass('generic', short), 'QR_CODE').rows.map(keys)).toEqual(['Gold 2019']);
    expect(layoutOf(pass('generic', short), undefined).rows.map(keys)).toEqual(['Gold', '2019']);
    const long = [field('secondary', 'three more for a free coffee'), field('auxiliary', '2019')];
    expect(layoutOf(pass('storeCard', long), undefined).rows).toHaveLength(2);
  });

  it('gives no place to what says nothing', () => {
    const layout = layoutOf(pass('coupon', [field('secondary', 'x', { display: ' ' }), field('back', 'y', { display: '' })]), undefined);
    expect(layout.rows).toEqual([]);
    expect(layout.details).toEqual([]);
  });

  it.each([
    ['storeCard', { strip: 's', thumbnail: 't', background: 'b' }, ['s', null, null]],
    ['generic', { strip: 's', thumbnail: 't', background: 'b' }, [null, 't', null]],
    ['eventTicket', { strip: 's', thumbnail: 't', background: 'b' }, ['s', null, null]],
    ['eventTicket', { thumbnail: 't', background: 'b' }, [null, 't', 'b']],
    ['boardingPass', { strip: 's', thumbnail: 't' }, [null, null, null]],
  ])('%s shows the pictures it has a place for', (style, images, shown) => {
    const { strip, thumbnail, background } = layoutOf(pass(style, [], images), undefined);
    expect([strip, thumbnail, background]).toEqual(shown);
  });

  it('is a journey only with two ends', () => {
    expect(layoutOf(pass('boardingPass', many('primary', 2)), undefined).journey).toBe(true);
    expect(layoutOf(pass('boardingPass', many('primary', 1)), undefined).journey).toBe(false);
    expect(layoutOf(pass('eventTicket', many('primary', 2)), undefined).journey).toBe(false);
  });
});

describe('the veil over a picture', () => {
  const mixed = (colour: Rgb, alpha: number, grey: number): Rgb => colour.map((part) => part * alpha + grey * (1 - alpha)) as Rgb;
  it.each([
    ['#1f5a49', ['#ffffff', '#d5e0ea']],
    ['#000000', ['#ffffff']],
    ['#ffffff', ['#1b1d1c', '#5c625f']],
    ['#f5c400', ['#1b1d1c']],
    ['#e0115f', ['#ffffff', '#ffffff']],
    ['#3dade9', ['#1b1d1c']],
  ])('on %s keeps words readable over any picture', (background, texts) => {
    const alpha = veilFor(background, texts);
    for (let grey = 0; grey <= 255; grey += 5) {
      for (const text of texts) expect(contrast(rgbOf(text), mixed(rgbOf(background), alpha, grey))).toBeGreaterThan(4.4);
    }
  });

  it('lets a good deal of the picture through where it can', () => {
    expect(veilFor('#000000', ['#ffffff'])).toBeLessThan(0.7);
    expect(veilFor('#767676', ['#ffffff'])).toBe(1);
  });
});
