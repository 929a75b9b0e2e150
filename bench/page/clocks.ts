/** Two clocks that a measurement reads: this process's and the page's. */
import type { Page } from '../../tests/e2e/wallet-and-shop';

/** Milliseconds since 1970, finer than `Date.now()`, and never set back. */
export const here = (): number => performance.timeOrigin + performance.now();

/** Questions asked to learn the difference; the quickest counts. */
const ASKED = 50;

/**
 * What the page's clock shows more than ours, in milliseconds, and how much that may be off: half of the
 * quickest way to the page and back.
 */
export async function ahead(page: Page): Promise<{ by: number; within: number }> {
  let best = { by: 0, within: Infinity };
  for (let asked = 0; asked < ASKED; asked++) {
    const before = here();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const after = here();
    const within = (after - before) / 2;
    if (within < best.within) best = { by: there - (before + after) / 2, within };
  }
  return best;
}
