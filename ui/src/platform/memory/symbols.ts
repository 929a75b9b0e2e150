/** Symbols as the core would answer them, as far as the fake can. */
import type { SymbologyInfo, SymbolInput, SymbolView } from '../../generated/api';
import { groupDigits } from '../../format/digits';
import { gs1CheckDigitFits } from '../../symbol/suggest';
import { code128, ean13, qr } from './draw';

const info = (name: string, linear: boolean, drawable = true): SymbologyInfo => ({ name, linear, drawable });

export const SYMBOLOGIES: SymbologyInfo[] = [
  info('AZTEC', false),
  info('CODABAR', true),
  info('CODE_39', true),
  info('CODE_93', true),
  info('CODE_128', true),
  info('DATA_MATRIX', false),
  info('EAN_8', true),
  info('EAN_13', true),
  info('ITF', true),
  info('PDF_417', false),
  info('QR_CODE', false),
  info('UPC_A', true),
  info('UPC_E', true),
  info('MAXICODE', false, false),
  info('RSS_14', true, false),
];

export function viewOf(input: SymbolInput): SymbolView {
  const view: SymbolView = {
    ...input,
    groups: (input.altText ?? groupDigits(input.text)).split(' '),
    drawing: null,
    problem: null,
    alternatives: [],
    readBack: 'notDrawn',
  };
  const refuse = (code: string, params: Record<string, string>, alternatives: string[]): SymbolView => ({ ...view, problem: { code, params }, alternatives });
  switch (input.symbology) {
    case 'EAN_13':
      if (!/^\d{13}$/.test(input.text)) return refuse('wrongLength', { expected: '13', len: String(input.text.length) }, ['CODE_128', 'QR_CODE']);
      if (!gs1CheckDigitFits(input.text) && !input.asPrinted) {
        const expected = String([...'0123456789'].find((digit) => gs1CheckDigitFits(input.text.slice(0, 12) + digit)));
        return refuse('checkDigit', { expected }, ['CODE_128', 'QR_CODE']);
      }
      return { ...view, drawing: ean13(input.text), readBack: 'good' };
    case 'CODE_128':
      if (!/^[ -~]+$/.test(input.text)) return refuse('character', { position: '0', what: 'notAscii' }, ['QR_CODE']);
      return { ...view, drawing: code128(input.text), readBack: 'good' };
    case 'RSS_14':
    case 'MAXICODE':
      return refuse('notDrawable', {}, ['CODE_128', 'QR_CODE']);
    case 'AZTEC':
      return { ...view, drawing: qr(input.text), readBack: 'bad' };
    default:
      return { ...view, drawing: qr(input.text), readBack: 'good' };
  }
}
