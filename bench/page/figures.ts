/** Times as they are printed: the middle one and the one that five in a hundred exceed. */

/** The nearest rank of times in milliseconds. */
export function percentile(times: number[], percent: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

export interface Row {
  name: string;
  times: number[];
  /** The most that p95 may be, in milliseconds, where something is promised. */
  aim?: number;
}

/** Whether more than was promised. */
export const missed = ({ times, aim }: Row): boolean => aim !== undefined && percentile(times, 95) > aim;

const HEADER = 'time between programs on this machine                      p50        p95    aim';

/** What a table says besides its rows. */
interface Beside {
  /** How many of one row's times make one of another's. */
  ratio: { of: Row; to: Row };
  /** How many milliseconds the clocks that were read may be apart. */
  off: number;
  /** For programs instead of people. */
  json: boolean;
}

/** A table of times. */
export function show(rows: Row[], { ratio: { of, to }, off, json }: Beside): string {
  const ratio = (percent: number): number => percentile(of.times, percent) / percentile(to.times, percent);
  if (json) {
    const figures = rows.map((row) => ({
      name: row.name.trim(),
      count: row.times.length,
      p50Milliseconds: percentile(row.times, 50),
      p95Milliseconds: percentile(row.times, 95),
      aimP95Milliseconds: row.aim ?? null,
      met: row.aim === undefined ? null : !missed(row),
    }));
    return JSON.stringify({ figures, ratioP50: ratio(50), ratioP95: ratio(95), clocksWithinMilliseconds: off });
  }
  const line = (name: string, cells: string[], aim = '–'): string => `${name.padEnd(50)} ${cells.map((cell) => cell.padStart(10)).join(' ')} ${aim.padStart(6)}`;
  const lines = rows.map((row) => {
    const cells = [50, 95].map((percent) => `${percentile(row.times, percent).toFixed(2)} ms`);
    return line(row.name, cells, row.aim?.toString()) + (missed(row) ? '  missed' : '');
  });
  const ratios = line('the first, in bare requests', [50, 95].map((percent) => ratio(percent).toFixed(1)));
  const clocks = `${of.times.length} times each; the page’s clock and the till’s agree within ${off.toFixed(2)} ms`;
  return [HEADER, ...lines, ratios, clocks].join('\n');
}
