// Asking the shop's server. The till's cookie goes along by itself.
import { has, say } from './words.js';

/** Why the server said no; `words` is a sentence for the cashier. */
export class Trouble extends Error {
  constructor(type) {
    const name = `t_${type}`;
    const words = say(has(name) ? name : 't_other');
    super(words);
    this.type = type;
    this.words = words;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...options });
  } catch {
    throw new Trouble('offline');
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Trouble(String(problem.type ?? '').split(':').pop() || 'other');
}

/** A key that makes a request count once. `randomUUID` is not there on plain http in a shop's own network. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Something to look at. */
export const look = async (path) => (await ask(path)).json();

/** Plain text. */
export const read = async (path) => (await ask(path)).text();

/** Sends JSON. A key makes it count once, however often it is sent. */
export async function send(path, body, key) {
  const headers = { 'Content-Type': 'application/json' };
  if (key) headers['Idempotency-Key'] = key;
  const response = await ask(path, { method: 'POST', headers, body: JSON.stringify(body ?? {}) });
  return response.status === 204 ? undefined : response.json();
}

/** Sends a picture and hears what was read in it. */
export async function scan(picture) {
  const response = await ask('/pos/v1/scan', {
    method: 'POST',
    headers: { 'Content-Type': picture.type },
    body: picture,
  });
  return (await response.json()).text;
}

/** Closes the till. */
export const close = () => ask('/till/session', { method: 'DELETE' });
