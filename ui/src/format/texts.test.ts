import { describe, expect, it } from 'vitest';
import { bearsSheen, contrast, rgbOf } from './contrast';
import { groupDigits } from './digits';
import { linkedParts } from './links';

describe('numbers in groups', () => {
  it.each([
    ['6430012345679', '6 430012 345679'],
    ['204125567', '2 0412 5567'],
    ['12345678', '1234 5678'],
    ['4411', '4411'],
    ['GIFT-22', 'GIFT-22'],
  ])('%s reads as %s', (text, grouped) => expect(groupDigits(text)).toBe(grouped));

  it('loses no digit', () => {
    for (let length = 1; length < 30; length += 1) {
      const text = '1234567890'.repeat(3).slice(0, length);
      expect(groupDigits(text).replaceAll(' ', '')).toBe(text);
    }
  });
});

describe('links in text', () => {
  it('cuts text at its links', () => {
    const parts = linkedParts('Call 010 or see a.example.', [
      { text: '010', href: 'tel:010' },
      { text: 'a.example', href: 'https://a.example' },
    ]);
    expect(parts).toEqual([
      { text: 'Call ', href: null },
      { text: '010', href: 'tel:010' },
      { text: ' or see ', href: null },
      { text: 'a.example', href: 'https://a.example' },
      { text: '.', href: null },
    ]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'JavaScript:x'])('never links to %s', (href) => {
    expect(linkedParts('click', [{ text: 'click', href }])).toEqual([{ text: 'click', href: null }]);
  });
});

describe('contrast', () => {
  it('is 21 between black and white', () => expect(contrast(rgbOf('#000000'), rgbOf('#ffffff'))).toBeCloseTo(21, 5));
  it('lets a dark tile shine and a barely readable one not', () => {
    expect(bearsSheen('#1f5a49', '#ffffff')).toBe(true);
    expect(bearsSheen('#767676', '#ffffff')).toBe(false);
  });
});
