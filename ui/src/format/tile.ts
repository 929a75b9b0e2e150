/** What a tile says: its number and one line under it. */
import type { Balance, CardTile, ConnectionState } from '../generated/api';
import { locale, t } from '../messages/index.svelte';
import { age, daysUntil, OLD } from './ages';
import { calendarDate, formatDate } from './dates';
import { groupDigits } from './digits';
import { formatBalance } from './numbers';

export interface TileWords {
  headline: string | null;
  line: string | null;
  /** The line tells of something that is over or wrong. */
  warn: boolean;
  /** The line asks the person to do something about the shop. */
  asks: boolean;
}

type Line = Pick<TileWords, 'line' | 'warn'> & Partial<Pick<TileWords, 'asks'>>;

/** A month ahead, what ends is worth the line under the number. */
const SOON = 31;

/** `link`: where the connection to the card's shop stands, where there is one. */
export function tileWords(tile: CardTile, link: ConnectionState | null = null, now: Date = new Date()): TileWords {
  const headline = headlineText(tile);
  return { headline, asks: false, ...lineText(tile, headline !== null, link, now) };
}

function headlineText(tile: CardTile): string | null {
  const headline = tile.headline;
  switch (headline?.kind) {
    case 'balance':
    case 'shopBalance':
      return balanceText(headline.balance);
    case 'stamps':
      return t('stamps.of', { collected: headline.collected, required: headline.required });
    case 'tier':
      return headline.name;
    case 'field':
      return headline.display;
    default:
      return null;
  }
}

const balanceText = (balance: Balance): string => formatBalance(balance, locale(), (amount) => t('tile.points', { amount }));

function lineText(tile: CardTile, hasHeadline: boolean, link: ConnectionState | null, now: Date): Line {
  if (tile.provenance === 'tampered') return { line: t('tile.tampered'), warn: true };
  if (tile.voided) return { line: t('tile.voided'), warn: true };
  const date = tile.validUntil ? formatDate(tile.validUntil, locale(), now) : null;
  if (tile.expired) return { line: date ? t('tile.expired', { date }) : t('tile.expiredNoDate'), warn: true };
  if (link === 'signInOver') return { line: t('tile.signIn'), warn: false, asks: true };
  if (link === 'gone' || link === 'unsafe') return { line: t('tile.ended'), warn: false, asks: true };
  if (link === 'new' && tile.asOf === null) return { line: t('tile.reading'), warn: false };
  if (tile.validUntil === calendarDate(now)) return { line: t('tile.validToday'), warn: false };
  const line =
    expiringText(tile, now) ?? stampsText(tile) ?? (date ? t('tile.validUntil', { date }) : null) ?? tile.tier ?? oldText(tile, now) ?? plainText(tile, hasHeadline);
  return { line, warn: false };
}

/** What of a balance ends within a month, unless the card itself ends before. */
function expiringText(tile: CardTile, now: Date): string | null {
  const { expiring, expiringOn, validUntil } = tile;
  if (!expiringOn || (validUntil && validUntil < expiringOn)) return null;
  const days = daysUntil(expiringOn, now.getTime());
  if (days === null || days < 0 || days > SOON || expiring?.amount === 0) return null;
  const date = formatDate(expiringOn, locale(), now);
  if (!expiring) return t('tile.expiringOn', { date });
  const amount = balanceText(expiring);
  return days === 0 ? t('tile.expiringToday', { amount }) : t('tile.expiring', { amount, date });
}

function stampsText(tile: CardTile): string | null {
  if (tile.headline?.kind !== 'stamps') return null;
  const left = tile.headline.required - tile.headline.collected;
  return left > 0 ? t('tile.stampsLeft', { count: left }) : t('tile.stampsFull');
}

/** How old what the shop said is, once that is worth knowing. */
function oldText(tile: CardTile, now: Date): string | null {
  return tile.asOf !== null && now.getTime() - tile.asOf > OLD ? t('tile.updated', { age: age(tile.asOf, now.getTime()) }) : null;
}

function plainText(tile: CardTile, hasHeadline: boolean): string | null {
  if (tile.headline?.kind === 'field' && tile.headline.label) return tile.headline.label;
  const number = tile.number ? groupDigits(tile.number) : null;
  return hasHeadline ? (tile.issuer ?? number) : (number ?? tile.issuer);
}
