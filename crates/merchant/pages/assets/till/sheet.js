// The one sheet over the page: a receipt, an invite, the camera, mail.
import { at } from './dom.js';

let after;

/** Shows something under a title. `closed` is called once it is shut. */
export function show(title, content, closed) {
  const sheet = at('sheet');
  // What was shown before is over; the sheet itself stays open.
  after?.();
  after = closed;
  at('sheet-title').textContent = title;
  at('sheet-body').replaceChildren(...content);
  if (!sheet.open) sheet.showModal();
  at('sheet-title').focus();
}

/** Shuts it. */
export const shut = () => at('sheet').close();

at('sheet-close').onclick = shut;
at('sheet').addEventListener('close', () => {
  const then = after;
  after = undefined;
  at('sheet-body').replaceChildren();
  then?.();
});
