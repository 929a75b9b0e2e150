import { describe, expect, it } from 'vitest';
import type { ImportRow } from '../generated/api';
import { grouped, setOf } from './sets';

const row = (source: string, index = 0): ImportRow => ({ source, index }) as ImportRow;

describe('rows of an import', () => {
  it.each([
    ['trip.pkpasses/one.pkpass', 'trip.pkpasses'],
    ['Trip.PKPASSES/a/b.pkpass', 'Trip.PKPASSES'],
    ['one.pkpass', null],
    ['catima.csv, line 4', null],
  ])('%s is of %s', (source, set) => expect(setOf(row(source))).toBe(set));

  it('of one file are together, and a set of one is none', () => {
    const groups = grouped([row('a.pkpasses/1', 0), row('x.pkpass', 1), row('a.pkpasses/2', 2), row('b.pkpasses/1', 3)]);
    expect(groups.map(({ set, rows }) => [set, rows.map(({ index }) => index)])).toEqual([
      ['a.pkpasses', [0, 2]],
      [null, [1]],
      [null, [3]],
    ]);
  });
});
