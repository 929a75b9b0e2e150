/** How wide the window is: one column, or the list with the open card beside it. */
import { MediaQuery } from 'svelte/reactivity';

const beside = new MediaQuery('(min-width: 1100px)', false);
const phone = new MediaQuery('(max-width: 700px)', false);

/** List and card stand side by side. */
export function sideBySide(): boolean {
  return beside.current;
}

/** The tab bar is at the bottom. */
export function onPhone(): boolean {
  return phone.current;
}
