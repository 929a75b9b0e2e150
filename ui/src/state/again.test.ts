import { describe, expect, it } from 'vitest';
import { oneAtATime } from './again';

/** A reading whose ends the test decides. */
function slow() {
  const ends: (() => void)[] = [];
  const read = oneAtATime(() => new Promise<void>((end) => void ends.push(end)));
  return { ends, read };
}

describe('reading once at a time', () => {
  it('reads once more for all wishes that came meanwhile', async () => {
    const { ends, read } = slow();
    const all = [read(), read(), read()];
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.();
    await Promise.all(all);
    expect(ends).toHaveLength(2);
  });

  it('begins anew after an end, also a bad one', async () => {
    let times = 0;
    const read = oneAtATime(() => {
      times += 1;
      return times === 1 ? Promise.reject(new Error('once')) : Promise.resolve();
    });
    await expect(read()).rejects.toThrow('once');
    await read();
    expect(times).toBe(2);
  });
});
