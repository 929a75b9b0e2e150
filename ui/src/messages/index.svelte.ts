/** Speaks the reader's language. Reading `t` in a component follows a change of language. */
import type { ApiError, Language, Problem } from '../generated/api';
import { en } from './en';
import { fi } from './fi';
import { problemsEn } from './problems.en';
import { problemsFi } from './problems.fi';
import { problemsSv } from './problems.sv';
import type { Params, ProblemWords } from './problems';
import { sv } from './sv';
import type { Catalogue, MessageArgs, MessageId } from './types';

export type { MessageId } from './types';
export type Spoken = 'en' | 'fi' | 'sv';

/** The languages there are, in the order in which they are offered. */
export const languages: Spoken[] = ['en', 'fi', 'sv'];

/** Where a language is at home when the reader's region is not known: Kantis's Swedish is Finland's. */
const HOME: Record<Spoken, string> = { en: 'en-GB', fi: 'fi-FI', sv: 'sv-FI' };

const catalogues: Record<Spoken, Catalogue> = { en, fi, sv };
const problems: Record<Spoken, ProblemWords> = { en: problemsEn, fi: problemsFi, sv: problemsSv };

const words = $state<{ language: Spoken; locale: string }>({ language: 'en', locale: 'en-GB' });

/** The language a setting stands for on this machine. */
export function spokenFor(setting: Language, locale: string): Spoken {
  if (setting !== 'system') return setting;
  const language = locale.toLowerCase().split(/[-_]/)[0];
  return languages.find((known) => known === language) ?? 'en';
}

/** Numbers and dates: the language that is spoken, in the region where the reader is. */
export function localeFor(spoken: Spoken, locale: string): string {
  try {
    const reader = new Intl.Locale(locale);
    if (reader.language === spoken) return locale;
    const region = reader.maximize().region;
    if (region) return `${spoken}-${region}`;
  } catch {
    // Not a locale: the language's own home serves.
  }
  return HOME[spoken];
}

export function speak(setting: Language, locale: string): void {
  words.language = spokenFor(setting, locale);
  words.locale = localeFor(words.language, locale);
  if (typeof document !== 'undefined') document.documentElement.lang = words.language;
}

/** The language in use. */
export function spoken(): Spoken {
  return words.language;
}

/** The locale for numbers and dates (BCP 47). */
export function locale(): string {
  return words.locale;
}

/** The words for an id. */
export function t<Id extends MessageId>(id: Id, ...args: MessageArgs<Id>): string {
  const entry = catalogues[words.language][id] as string | ((params: unknown) => string);
  return typeof entry === 'string' ? entry : entry(args[0]);
}

/** The words for an id that was put together, if there is such an id. */
export function tryT(id: string): string | null {
  const catalogue = catalogues[words.language] as Record<string, unknown>;
  const entry = Object.hasOwn(catalogue, id) ? catalogue[id] : null;
  return typeof entry === 'string' ? entry : null;
}

/** The same, or the words for `otherwise`. */
export function tOr(id: string, otherwise: MessageId): string {
  return tryT(id) ?? tryT(otherwise) ?? '';
}

function problemText(code: string, params: Params): string | null {
  const all = problems[words.language] as Record<string, string | ((params: Params) => string)>;
  if (!Object.hasOwn(all, code)) return null;
  const entry = all[code];
  return typeof entry === 'function' ? entry(params) : (entry ?? null);
}

/** What a problem means. A code without words of its own gets the general ones. */
export function problemWords(problem: Problem | { code: string; params?: Params }): string {
  return problemText(problem.code, problem.params ?? {}) ?? problemText('internal', {}) ?? '';
}

/** What is odd about a pass; empty when Kantis has no words for it, since nothing went wrong. */
export function passRemark(problem: Problem): string {
  const code = problem.code === 'missingKey' ? 'passMissingKey' : problem.code;
  return problemText(code, problem.params) ?? '';
}

/** What an error of the API means. */
export function errorWords(error: ApiError): string {
  const detail = error.params['detail'];
  if (detail === 'unreachable' || detail === 'unauthorised') return problemText(detail, {}) ?? '';
  return problemWords(error);
}

/** A list such as "QR, Aztec or Code 128". */
export function anyOf(items: string[]): string {
  return new Intl.ListFormat(words.language, { type: 'disjunction' }).format(items);
}

/** A list such as "Aalto, Blume and Vuori". */
export function listOf(items: string[]): string {
  return new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(items);
}
