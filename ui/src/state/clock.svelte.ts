/** The time, told anew every half minute to whoever shows an age. */
import { createSubscriber } from 'svelte/reactivity';

const EVERY = 30_000;

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, EVERY);
  return () => clearInterval(timer);
});

/** Now, in milliseconds; a component that reads it is shown again as time goes by. */
export function now(): number {
  subscribe();
  return Date.now();
}
