import { describe, expect, it } from 'vitest';
import { externalAddress } from './links';

describe('links that leave Kantis', () => {
  it.each([
    ['https://example.com/a b', 'https://example.com/a%20b'],
    [' http://example.com ', 'http://example.com/'],
    ['mailto:kauppa@example.com', 'mailto:kauppa@example.com'],
    ['tel:+358 9 123', 'tel:+358 9 123'],
    ['geo:60.17,24.94', 'geo:60.17,24.94'],
    ['HTTPS://EXAMPLE.COM/', 'https://example.com/'],
  ])('%s leads to %s', (href, address) => expect(externalAddress(href)).toBe(address));

  it.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://bank.example@evil.example/',
    'smb://host/share',
    'ms-settings:',
    '//example.com',
    '#/settings',
    'example.com',
    '',
  ])('%j is not opened', (href) => expect(externalAddress(href)).toBeNull());
});
