// Making elements. Text is always text: nothing that a server or a person wrote becomes markup.

/** The element of this id. */
export const at = (id) => document.getElementById(id);

/** A new element with properties, attributes (with a dash or `role`) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** A button that does something. */
export const button = (text, act, properties = {}) =>
  make('button', { type: 'button', textContent: text, onclick: act, ...properties });

/** Says something to a screen reader. */
export function tell(text) {
  const said = at('said');
  said.textContent = '';
  said.textContent = text;
}
