import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { fi } from './fi';
import { languages, localeFor, problemWords, speak, spokenFor, t } from './index.svelte';
import { problemsEn } from './problems.en';
import { problemsFi } from './problems.fi';
import { problemsSv } from './problems.sv';
import { sv } from './sv';

type Entry = string | ((params: never) => string);

/** The parameters that an entry looks at, over one and several. */
function paramsOf(entry: Entry): string[] {
  if (typeof entry === 'string') return [];
  const seen = new Set<string>();
  for (const value of [1, 2]) {
    const params = new Proxy({}, {
      get: (_, name) => {
        seen.add(String(name));
        return value;
      },
    });
    entry(params as never);
  }
  return [...seen].sort();
}

/** Swedish has one form for one point and for many, so that the count need not be looked at. */
const ONE_FORM = ['unit.points'];

describe.each([
  ['Finnish', en as Record<string, Entry>, fi as unknown as Record<string, Entry>],
  ['Finnish problems', problemsEn as Record<string, Entry>, problemsFi as unknown as Record<string, Entry>],
  ['Swedish', en as Record<string, Entry>, sv as unknown as Record<string, Entry>],
  ['Swedish problems', problemsEn as Record<string, Entry>, problemsSv as unknown as Record<string, Entry>],
])('%s', (_, english, other) => {
  it('has the ids of English', () => expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort()));

  it('takes the parameters of English', () => {
    const looksAt = (id: string, entry: Entry): string[] => paramsOf(entry).filter((name) => name !== 'count' || !ONE_FORM.includes(id));
    const params = (catalogue: Record<string, Entry>): [string, string[]][] => Object.keys(english).map((id) => [id, looksAt(id, catalogue[id] ?? '')]);
    expect(params(other)).toEqual(params(english));
  });

  it('leaves nothing empty', () => {
    for (const entry of [...Object.values(english), ...Object.values(other)]) if (typeof entry === 'string') expect(entry.trim()).not.toBe('');
  });
});

describe('errors', () => {
  const api = readFileSync('src/generated/api.ts', 'utf8');
  const codes = [...(/export type Code = ([^;]+);/.exec(api)?.[1] ?? '').matchAll(/"(\w+)"/g)].map((match) => match[1] ?? '');

  it('finds the codes of the API', () => expect(codes.length).toBeGreaterThan(20));

  it.each(codes)('%s has words of its own', (code) => expect(Object.keys(problemsEn)).toContain(code));

  it.each(languages)('an unknown code gets general words in %s, never itself', (language) => {
    speak(language, 'en-GB');
    for (const code of ['somethingNew', 'toString', '__proto__']) {
      expect(problemWords({ code, params: {} })).toBe(problemWords({ code: 'internal', params: {} }));
    }
  });
});

describe('the language', () => {
  it.each([
    ['system', 'fi-FI', 'fi'],
    ['system', 'sv-FI', 'sv'],
    ['system', 'sv', 'sv'],
    ['system', 'de-DE', 'en'],
    ['system', 'fil-PH', 'en'],
    ['en', 'fi-FI', 'en'],
    ['fi', 'en-US', 'fi'],
    ['sv', 'fi-FI', 'sv'],
  ] as const)('%s on %s is %s', (setting, locale, spoken) => expect(spokenFor(setting, locale)).toBe(spoken));

  it.each([
    ['en', 'fi-FI', 'en-FI'],
    ['en', 'en-US', 'en-US'],
    ['fi', 'en-US', 'fi-US'],
    ['fi', 'not a locale', 'fi-FI'],
    ['sv', 'fi-FI', 'sv-FI'],
    ['sv', 'sv-SE', 'sv-SE'],
    ['sv', 'not a locale', 'sv-FI'],
  ] as const)('%s on %s counts as %s', (spoken, locale, expected) => expect(localeFor(spoken, locale)).toBe(expected));

  it('changes the words', () => {
    speak('fi', 'fi-FI');
    expect(t('cards.title')).toBe('Kortit');
    expect(t('cards.count', { count: 1 })).toBe('1 kortti');
    speak('sv', 'sv-FI');
    expect(t('cards.title')).toBe('Kort');
    expect([1, 2].map((count) => t('cards.selected', { count }))).toEqual(['1 kort valt', '2 kort valda']);
    speak('en', 'en-GB');
    expect(t('cards.count', { count: 2 })).toBe('2 cards');
  });
});
