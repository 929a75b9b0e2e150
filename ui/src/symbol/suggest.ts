/** Guesses the kind of code from a typed number, as a starting point a person can change. */

/** Whether the last digit is the GS1 check digit of the others. */
export function gs1CheckDigitFits(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const weight = (digits.length - i) % 2 === 0 ? 3 : 1;
    sum += Number(digits[i]) * weight;
  }
  return sum % 10 === 0;
}

/** The kind of code that a card with this number most likely shows. */
export function suggestSymbology(text: string): string {
  const digits = /^\d+$/.test(text);
  if (digits && text.length === 13) return 'EAN_13';
  if (digits && text.length === 8 && gs1CheckDigitFits(text)) return 'EAN_8';
  if (digits && text.length === 12 && gs1CheckDigitFits(text)) return 'UPC_A';
  if (/^https?:/i.test(text) || text.length > 40) return 'QR_CODE';
  return 'CODE_128';
}
