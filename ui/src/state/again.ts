/**
 * Reads once at a time: a wish that comes while reading makes it read once more afterwards, however
 * many came. Hints come in bursts, and what was asked for first must not arrive last.
 */
export function oneAtATime(read: () => Promise<void>): () => Promise<void> {
  let under: Promise<void> | null = null;
  let wished = false;
  async function all(): Promise<void> {
    try {
      do {
        wished = false;
        await read();
      } while (wished);
    } finally {
      under = null;
    }
  }
  return () => {
    wished = true;
    under ??= all();
    return under;
  };
}
