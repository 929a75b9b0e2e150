// A reward's own code, shown or read aloud without its member: what it is for is handed over.
import { button, make, tell } from './dom.js';
import * as sheet from './sheet.js';
import { newKey, send, Trouble } from './shop.js';
import { say } from './words.js';

/** The code of a reward as it is kept; none for what is something else: a member's number has digits only. */
export function code(text) {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return /^[2-9A-HJ-NP-Z]{10}$/.test(code) && /[A-Z]/.test(code) ? code : undefined;
}

/** Asks whether to hand over, and does. `failed` hears what went wrong, `then` that the sheet is shut. */
export function handOver(code, failed, then) {
  // The same key until the sheet is shut: what was sent already counts once.
  const key = newKey();
  const give = button(say('hand_over_now'), async () => {
    give.disabled = true;
    try {
      const claim = await send('/pos/v1/claims/consume', { code }, key);
      tell(say('said_handed', { title: claim.title }));
      sheet.show(say('handed_over'), [make('p', { className: 'handed', textContent: claim.title })], then);
    } catch (error) {
      failed(error.type === 'not-found' ? new Trouble('no-reward') : error);
    }
  });
  sheet.show(
    say('hand_over'),
    [make('p', { textContent: say('hand_over_about') }), make('p', { className: 'handed', textContent: code }), give],
    then,
  );
  give.focus();
}
