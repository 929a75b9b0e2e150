/** Passes of one `.pkpasses` file belong together. */
import type { ImportRow } from '../generated/api';

export interface RowGroup {
  /** The file of the set; `null` for a row on its own. */
  set: string | null;
  rows: ImportRow[];
}

/** The file that a row's set came in, where it came in one. */
export function setOf(row: ImportRow): string | null {
  return /^(.+\.pkpasses)\//i.exec(row.source)?.[1] ?? null;
}

/** Rows in their order, those of a set together; a set of one is none. */
export function grouped(rows: ImportRow[]): RowGroup[] {
  const groups: RowGroup[] = [];
  for (const row of rows) {
    const set = setOf(row);
    const known = set === null ? undefined : groups.find((group) => group.set === set);
    if (known) known.rows.push(row);
    else groups.push({ set, rows: [row] });
  }
  return groups.map((group) => (group.rows.length > 1 ? group : { set: null, rows: group.rows }));
}
