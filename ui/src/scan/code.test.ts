import { describe, expect, it } from 'vitest';
import { addressIn, isBars, scannedCode, type ReadCode } from './code';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const read = (format: string, text: string, more: Partial<ReadCode> = {}): ReadCode => ({ format, text, bytes: bytes(text), gs1: false, eci: false, upcE: null, ...more });

describe('a scanned code in the terms of a card', () => {
  it.each([
    ['EAN13', '6430012345679', 'EAN_13', '6430012345679'],
    ['EAN13', '0036000291452', 'UPC_A', '036000291452'],
    ['Codabar', 'A1234B', 'CODABAR', 'A1234B'],
    ['QRCode', 'Käyttö', 'QR_CODE', 'Käyttö'],
    ['Code39', 'ABC-1', 'CODE_39', 'ABC-1'],
  ])('%s %s', (format, text, symbology, kept) => {
    expect(scannedCode(read(format, text))).toMatchObject({ symbology, text: kept, hex: null, charset: null, eci: null });
  });

  it('a UPC-E keeps its eight digits', () => {
    expect(scannedCode(read('UPCE', '0012345000065', { upcE: '01234565' }))).toMatchObject({ symbology: 'UPC_E', text: '01234565' });
  });

  it('says in which charset its text is, where that is not the usual one', () => {
    const euro = { bytes: new TextEncoder().encode('€') };
    expect(scannedCode(read('QRCode', '€', euro))).toMatchObject({ charset: 'UTF-8', eci: null, hex: null });
    expect(scannedCode(read('QRCode', '€', { ...euro, eci: true }))).toMatchObject({ charset: 'UTF-8', eci: 26 });
  });

  it('keeps bytes that are no text', () => {
    const raw = new Uint8Array([0x9e, 0x81, 0x00, 0x0a]);
    expect(scannedCode(read('Aztec', '\n', { bytes: raw }))).toMatchObject({ symbology: 'AZTEC', hex: '9e81000a' });
    expect(scannedCode(read('PDF417', 'A\nB'))).toMatchObject({ text: 'A\nB', hex: '410a42' });
  });

  it('keeps the mark of GS1, whose separators are part of the text', () => {
    expect(scannedCode(read('DataMatrix', '10A\u001d21B', { gs1: true }))).toMatchObject({ gs1: true, hex: null });
  });

  it('leaves kinds alone that no card shows', () => {
    expect(scannedCode(read('MaxiCode', 'x'))).toBeNull();
    expect(scannedCode(read('toString', 'x'))).toBeNull();
    expect(scannedCode(read('QRCode', ''))).toBeNull();
  });

  it('knows which kinds are bars', () => {
    expect(['EAN_13', 'CODE_128', 'ITF'].every(isBars)).toBe(true);
    expect(['QR_CODE', 'AZTEC', 'PDF_417', 'DATA_MATRIX'].some(isBars)).toBe(false);
  });
});

describe('an address in a code', () => {
  it.each([
    ['https://shop.example/join?invite=a.b.c', 'https://shop.example/join?invite=a.b.c'],
    [' HTTPS://SHOP.EXAMPLE ', 'HTTPS://SHOP.EXAMPLE'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['6430012345679', null],
    ['shop.example', null],
    ['https://', null],
    ['https://a b', null],
    ['mailto:a@b.example', null],
    [`https://a.example/${'x'.repeat(5000)}`, null],
  ])('%s', (text, address) => expect(addressIn(text)).toBe(address));
});
