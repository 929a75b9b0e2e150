/** A code as it was read from a camera or a picture, in the terms of a card. */
import type { SymbolInput } from '../generated/api';

/** What the reader says of one code. */
export interface ReadCode {
  /** ZXing's C++ name for the kind, such as `EAN13`. */
  format: string;
  text: string;
  bytes: Uint8Array;
  gs1: boolean;
  /** The code announces a charset (ECI). */
  eci: boolean;
  /** Eight digits of a UPC-E: its text is the thirteen that they stand for. */
  upcE: string | null;
}

export type ScannedCode = SymbolInput;

/** The kinds that a card can show, under the reader's name and under ours. */
const KINDS: Record<string, string> = {
  Aztec: 'AZTEC',
  AztecCode: 'AZTEC',
  Codabar: 'CODABAR',
  Code39: 'CODE_39',
  Code39Std: 'CODE_39',
  Code93: 'CODE_93',
  Code128: 'CODE_128',
  DataMatrix: 'DATA_MATRIX',
  EAN8: 'EAN_8',
  EAN13: 'EAN_13',
  ITF: 'ITF',
  PDF417: 'PDF_417',
  QRCode: 'QR_CODE',
  QRCodeModel2: 'QR_CODE',
  UPCA: 'UPC_A',
  UPCE: 'UPC_E',
};

const SQUARES = ['AZTEC', 'DATA_MATRIX', 'PDF_417', 'QR_CODE'];

/** Bars carry little or no proof that they were read rightly: one look at them is not enough. */
export const isBars = (symbology: string): boolean => !SQUARES.includes(symbology);

/** The ECI of UTF-8 (AIM ITS/04-023). */
const ECI_UTF_8 = 26;

/** The code for a card's form; `null` for kinds that no card shows. */
export function scannedCode({ format, text, bytes, gs1, eci, upcE }: ReadCode): ScannedCode | null {
  const symbology = Object.hasOwn(KINDS, format) ? KINDS[format] : undefined;
  if (!symbology || bytes.length === 0) return null;
  const code: ScannedCode = { id: null, symbology, text, hex: null, charset: null, altText: null, asPrinted: false, gs1, eci: null };
  if (symbology === 'UPC_E') return { ...code, text: upcE ?? text };
  // A UPC-A is an EAN-13 that begins with 0, and is printed without it.
  if (symbology === 'EAN_13' && text.startsWith('0')) return { ...code, symbology: 'UPC_A', text: text.slice(1) };
  if (isBars(symbology)) return code;
  if (!same(latin1(text), bytes)) {
    if (same(new TextEncoder().encode(text), bytes)) return { ...code, charset: 'UTF-8', eci: eci ? ECI_UTF_8 : null };
    return { ...code, hex: hex(bytes) };
  }
  // A field for text drops line ends and the like.
  return { ...code, hex: hasControls(text) && !gs1 ? hex(bytes) : null };
}

/** Where a code leads, when it is the address of a page: an invite, or a shop's own address. */
export function addressIn(text: string): string | null {
  const address = text.trim();
  return /^https?:\/\/[^\s/]+\S*$/i.test(address) && address.length <= LONGEST_ADDRESS ? address : null;
}

/** What the core takes as an address (`crates/connect`, `discover`). */
const LONGEST_ADDRESS = 4096;

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => (letter.charCodeAt(0) > 0xff ? 0 : letter.charCodeAt(0)));
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const hasControls = (text: string): boolean => [...text].some((letter) => letter < ' ' || letter === '\u007f');
