/** A card as it stands in the form, and what is wrong with it. */
import type { CardDetail, CardInput, SymbolInput, Unit } from '../generated/api';
import { editableAmount, parseAmount, scaleOf } from '../format/numbers';
import type { MessageId } from '../messages/index.svelte';

export interface DraftSymbol extends SymbolInput {
  /** A name for the list only. */
  key: number;
  /** The person chose the kind of code; the number no longer does. */
  picked: boolean;
}

export interface Draft {
  title: string;
  issuer: string;
  holder: string;
  number: string;
  symbols: DraftSymbol[];
  colour: string | null;
  note: string;
  fields: { label: string; value: string; key: number }[];
  groups: string[];
  validFrom: string;
  validUntil: string;
  amount: string;
  unit: string;
  unitName: string;
  favourite: boolean;
}

export type Complaint = Partial<Record<'title' | 'amount' | 'validUntil', MessageId>>;

let keys = 0;
export const newKey = (): number => (keys += 1);

export const CURRENCIES = ['EUR', 'SEK', 'NOK', 'DKK', 'GBP', 'USD', 'CHF', 'PLN'];

export function emptySymbol(): DraftSymbol {
  return { key: newKey(), picked: false, id: null, symbology: 'CODE_128', text: '', hex: null, charset: null, altText: null, asPrinted: false, gs1: false, eci: null };
}

export function emptyDraft(): Draft {
  return {
    title: '',
    issuer: '',
    holder: '',
    number: '',
    symbols: [emptySymbol()],
    colour: null,
    note: '',
    fields: [],
    groups: [],
    validFrom: '',
    validUntil: '',
    amount: '',
    unit: 'points',
    unitName: '',
    favourite: false,
  };
}

export function draftOf(card: CardDetail, locale: string): Draft {
  const unit = card.balance?.unit;
  return {
    title: card.tile.title,
    issuer: card.tile.issuer ?? '',
    holder: card.holder ?? '',
    // Left empty where the code says it: then the number follows the code.
    number: card.tile.number && card.tile.number !== card.symbols[0]?.text ? card.tile.number : '',
    symbols: card.symbols.map(({ id, symbology, text, hex, charset, altText, asPrinted, gs1, eci }) => ({
      key: newKey(),
      picked: true,
      id,
      symbology,
      text,
      hex,
      charset,
      altText,
      asPrinted,
      gs1,
      eci,
    })),
    colour: card.colour,
    note: card.note,
    fields: card.fields.map((field) => ({ ...field, key: newKey() })),
    groups: [...card.tile.groups],
    validFrom: card.validFrom ?? '',
    validUntil: card.tile.validUntil ?? '',
    amount: card.balance ? editableAmount(card.balance, locale) : '',
    unit: !unit || unit.kind === 'points' ? 'points' : unit.kind === 'other' ? 'other' : unit.code,
    unitName: unit?.kind === 'other' ? unit.code : '',
    favourite: card.tile.favourite,
  };
}

export function complaints(draft: Draft): Complaint {
  const found: Complaint = {};
  const title = draft.title.trim();
  if (title === '') found.title = 'form.titleNeeded';
  else if ([...title].length > 200) found.title = 'form.titleLong';
  if (draft.amount.trim() !== '' && !parseAmount(draft.amount, 0)) found.amount = 'form.balanceBad';
  if (draft.validFrom && draft.validUntil && draft.validUntil < draft.validFrom) found.validUntil = 'form.dateOrder';
  return found;
}

/** A code without what only the form knows. */
export function symbolInput({ id, symbology, text, hex, charset, altText, asPrinted, gs1, eci }: DraftSymbol): SymbolInput {
  return { id, symbology, text, hex, charset, altText, asPrinted, gs1, eci };
}

function unitOf(draft: Draft): Unit {
  if (draft.unit === 'points') return { kind: 'points' };
  if (draft.unit === 'other') return draft.unitName.trim() ? { kind: 'other', code: draft.unitName.trim() } : { kind: 'points' };
  return { kind: 'currency', code: draft.unit };
}

export function inputOf(draft: Draft): CardInput {
  const unit = unitOf(draft);
  const amount = draft.amount.trim() === '' ? null : parseAmount(draft.amount, scaleOf(unit));
  const orNull = (text: string): string | null => text.trim() || null;
  return {
    title: draft.title.trim(),
    issuer: orNull(draft.issuer),
    holder: orNull(draft.holder),
    number: orNull(draft.number),
    symbols: draft.symbols
      .filter((symbol) => symbol.text !== '' || symbol.id !== null)
      .map(symbolInput),
    colour: draft.colour,
    note: draft.note,
    fields: draft.fields.filter((field) => field.label.trim() || field.value.trim()).map(({ label, value }) => ({ label: label.trim(), value: value.trim() })),
    groups: [...draft.groups],
    validFrom: orNull(draft.validFrom),
    validUntil: orNull(draft.validUntil),
    balance: amount ? { ...amount, unit } : null,
    favourite: draft.favourite,
  };
}
