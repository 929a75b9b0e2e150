/** Numbers in groups that a person can read aloud. */

/** Digits in fours from the right, EAN-13 as printed (1 6 6); anything else as it is. */
export function groupDigits(text: string): string {
  if (!/^\d{6,}$/.test(text)) return text;
  if (text.length === 13) return `${text[0]} ${text.slice(1, 7)} ${text.slice(7)}`;
  return text.replace(/\B(?=(\d{4})+$)/g, ' ');
}
