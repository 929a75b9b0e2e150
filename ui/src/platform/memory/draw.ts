/** Draws just enough codes for design work: EAN-13, Code 128 (set B), QR. */
import qrcode from 'qrcode-generator';
import type { Drawing } from '../../generated/api';

const L = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011'];
const PARITY = ['LLLLLL', 'LLGLGG', 'LLGGLG', 'LLGGGL', 'LGLLGG', 'LGGLLG', 'LGGGLL', 'LGLGLG', 'LGLGGL', 'LGGLGL'];
const invert = (bits: string): string => [...bits].map((bit) => (bit === '1' ? '0' : '1')).join('');
const reverse = (bits: string): string => [...bits].reverse().join('');

export function ean13(digits: string): Drawing {
  const right = (digit: string): string => invert(L[Number(digit)] ?? '');
  const left = [...digits.slice(1, 7)].map((digit, i) => (PARITY[Number(digits[0])]?.[i] === 'L' ? (L[Number(digit)] ?? '') : reverse(right(digit))));
  return bars(`101${left.join('')}01010${[...digits.slice(7)].map(right).join('')}101`, 11, 7);
}

// Widths of bars and spaces for values 0–106 of Code 128.
const C128 =
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232';

export function code128(text: string): Drawing {
  const values = [104, ...[...text].map((c) => c.charCodeAt(0) - 32)];
  const check = values.reduce((sum, value, i) => sum + value * Math.max(1, i), 0) % 103;
  const widths = [...values, check].map((value) => C128.slice(value * 6, value * 6 + 6)).join('') + '2331112';
  return bars([...widths].map((w, i) => (i % 2 === 0 ? '1' : '0').repeat(Number(w))).join(''), 12, 12);
}

export function qr(text: string): Drawing {
  const code = qrcode(0, 'M');
  code.addData(unescape(encodeURIComponent(text)));
  code.make();
  const n = code.getModuleCount();
  let path = '';
  for (let y = 0; y < n; y += 1) {
    for (let x = 0; x < n; x += 1) if (code.isDark(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  }
  return { width: n + 8, height: n + 8, path, linear: false };
}

function bars(bits: string, left: number, right: number): Drawing {
  let path = '';
  for (let x = 0; x < bits.length; ) {
    let run = 1;
    while (bits[x + run] === bits[x]) run += 1;
    if (bits[x] === '1') path += `M${x + left} 2h${run}v50h-${run}z`;
    x += run;
  }
  return { width: left + bits.length + right, height: 54, path, linear: true };
}
