/** The line of a balance over time, in the unit square: x to the right, y down. */
import type { BalanceCurve } from '../generated/api';

export interface Line {
  /** SVG path data in a box of 100 by 100. */
  path: string;
  /** The same, closed along the bottom. */
  area: string;
  lowest: number;
  highest: number;
  /** Where the newest point is, from the top, percent. */
  last: number;
}

/** Null when there is nothing to draw a line between. */
export function lineOf(curve: BalanceCurve): Line | null {
  const { points } = curve;
  const first = points[0];
  const newest = points.at(-1);
  if (!first || !newest || points.length < 2) return null;
  const amounts = points.map((point) => point.balance.amount / 10 ** point.balance.scale);
  const lowest = Math.min(...amounts);
  const highest = Math.max(...amounts);
  const span = Math.max(1, newest.at - first.at);
  const x = (at: number): number => round(((at - first.at) / span) * 100);
  // A balance that never changed lies in the middle.
  const y = (amount: number): number => (highest === lowest ? 50 : round(100 - ((amount - lowest) / (highest - lowest)) * 100));
  // A balance holds until it changes: steps, not slopes.
  let path = `M0 ${y(amounts[0] ?? 0)}`;
  for (const [index, point] of points.entries()) if (index > 0) path += `H${x(point.at)}V${y(amounts[index] ?? 0)}`;
  const last = y(amounts.at(-1) ?? 0);
  return { path, area: `${path}V100H0Z`, lowest, highest, last };
}

const round = (value: number): number => Math.round(value * 100) / 100;
