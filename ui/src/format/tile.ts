/** What a tile says: its number and one line under it. */
import type { CardTile } from '../generated/api';
import { locale, t } from '../messages/index.svelte';
import { calendarDate, formatDate } from './dates';
import { groupDigits } from './digits';
import { formatBalance } from './numbers';

export interface TileWords {
  headline: string | null;
  line: string | null;
  /** The line tells of something that is over or wrong. */
  warn: boolean;
}

export function tileWords(tile: CardTile, now: Date = new Date()): TileWords {
  const headline = headlineText(tile);
  return { headline, ...lineText(tile, headline !== null, now) };
}

function headlineText(tile: CardTile): string | null {
  const headline = tile.headline;
  if (!headline) return null;
  if (headline.kind === 'field') return headline.display;
  if (headline.kind === 'tier') return headline.name;
  if (headline.kind === 'stamps') return `${headline.collected}/${headline.required}`;
  return formatBalance(headline.balance, locale(), (amount) => t('tile.points', { amount }));
}

function lineText(tile: CardTile, hasHeadline: boolean, now: Date): { line: string | null; warn: boolean } {
  if (tile.provenance === 'tampered') return { line: t('tile.tampered'), warn: true };
  if (tile.voided) return { line: t('tile.voided'), warn: true };
  const date = tile.validUntil ? formatDate(tile.validUntil, locale(), now) : null;
  if (tile.expired) return { line: date ? t('tile.expired', { date }) : t('tile.expiredNoDate'), warn: true };
  if (tile.validUntil === calendarDate(now)) return { line: t('tile.validToday'), warn: false };
  if (date) return { line: t('tile.validUntil', { date }), warn: false };
  if (hasHeadline && tile.headline?.kind === 'field' && tile.headline.label) return { line: tile.headline.label, warn: false };
  const number = tile.number ? groupDigits(tile.number) : null;
  return { line: hasHeadline ? (tile.issuer ?? number) : (number ?? tile.issuer), warn: false };
}
