// The page's sentences and how amounts are written, in the page's language.
const words = JSON.parse(document.getElementById('words').textContent);
const language = document.documentElement.lang;
const currency = document.documentElement.dataset.currency;
// How this person writes dates and figures, where that is the page's language.
const locale = navigator.languages.find((known) => known.split('-')[0] === language) ?? language;
const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
const digits = money.resolvedOptions().maximumFractionDigits;

/** The sentence of this name, with its holes filled. */
export function say(name, holes = {}) {
  const sentence = words[name] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (hole, key) => holes[key] ?? hole);
}

/** Whether there is a sentence of this name. */
export const has = (name) => name in words;

/** An amount of money; the protocol sends minor units. */
export const price = (amount) => money.format(amount.minor / 10 ** digits);

/** A number with as many decimals as the unit has. */
export const number = (value, scale = 0) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: scale }).format(value / 10 ** scale);

/** Thousandths of a piece. */
export const pieces = (quantity) => new Intl.NumberFormat(locale).format(quantity / 1000);

/** A time of today, or a day with its time. */
export const time = (instant) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant));
