// The shelf: what can be rung up, by category and by name.
import { at, button, make } from './dom.js';
import { price, say } from './words.js';

let all = [];
let category;

/** Fills the shelf; `add` is called with a product that was chosen. */
export function fill(products, add) {
  all = products;
  const names = [...new Set(products.map((product) => product.category).filter(Boolean))];
  const labels = new Map(products.map((product) => [product.category, product.category_name ?? product.category]));
  const chip = (name, text) =>
    button(
      text,
      () => {
        category = name;
        draw(add);
        at('categories')
          .querySelectorAll('button')
          .forEach((other) => other.setAttribute('aria-pressed', String(other.value === (name ?? ''))));
      },
      { value: name ?? '', 'aria-pressed': String(name === undefined) },
    );
  at('categories').replaceChildren(
    ...(names.length > 1 ? [chip(undefined, say('all')), ...names.map((name) => chip(name, labels.get(name)))] : []),
  );
  at('find').oninput = () => draw(add);
  draw(add);
}

function draw(add) {
  const wanted = at('find').value.trim().toLocaleLowerCase();
  const found = all.filter(
    (product) =>
      (category === undefined || product.category === category) &&
      (product.name.toLocaleLowerCase().includes(wanted) || product.sku === wanted),
  );
  at('products').replaceChildren(
    ...found.map((product) =>
      make(
        'li',
        {},
        make(
          'button',
          { type: 'button', onclick: () => add(product) },
          make('span', { textContent: product.name }),
          make('span', { className: 'price', textContent: price(product.price) }),
        ),
      ),
    ),
  );
  at('nothing').hidden = found.length > 0;
}
