// The basket on the screen: lines, what was taken off, what it gives, what is to pay.
import { at, button, make } from './dom.js';
import { number, pieces, price, say } from './words.js';

/** Draws the basket as the server priced it. `change(index, by)` changes a line by thousandths of
 * a piece. */
export function draw(basket, priced, visit, change) {
  const empty = basket.length === 0;
  at('empty').hidden = !empty;
  at('sum').hidden = empty;
  const held = holding();
  at('lines').replaceChildren(...basket.map((line, index) => row(line, lineOf(priced, index), index, change)));
  hold(held);
  at('notes').replaceChildren(
    ...(priced?.notes ?? []).map((note) => make('p', { className: 'hint', textContent: note })),
  );
  at('gives').textContent = priced ? gives(priced.effects, visit) : '';
  at('total').textContent = priced ? price(priced.total) : '…';
  const nothing = priced?.total.minor === 0;
  at('card').hidden = at('cash').hidden = nothing;
  at('done').hidden = !nothing;
  for (const id of ['card', 'cash', 'done']) at(id).disabled = !priced;
  const link = at('to-basket');
  link.hidden = empty;
  if (priced) {
    const count = basket.reduce((sum, line) => sum + line.quantity, 0);
    link.textContent = say('basket_of', { count: pieces(count), total: price(priced.total) });
  }
}

/** What somebody typed, as thousandths: a weight has a decimal comma or point. */
function thousandths(text, before) {
  const typed = Number(text.trim().replace(',', '.'));
  return Number.isFinite(typed) && typed >= 0 && typed < 10_000 ? Math.round(typed * 1000) : before;
}

/** Fields that a newer drawing took the place of. */
const replaced = new WeakSet();

/** Where the keyboard stands among the lines, and what is being typed there: prices come while people type. */
function holding() {
  const control = document.activeElement;
  const line = control?.closest('#lines > li');
  if (!line) return undefined;
  replaced.add(control);
  return {
    line: [...line.parentElement.children].indexOf(line),
    control: controls(line).indexOf(control),
    typed: control.dataset.typed === undefined ? undefined : control.value,
  };
}

function hold(held) {
  if (!held) return;
  const line = at('lines').children[Math.min(held.line, at('lines').children.length - 1)];
  const control = line && controls(line)[held.control];
  if (!control) return at('basket-title').focus();
  control.focus();
  if (held.typed !== undefined) Object.assign(control, { value: held.typed }).dataset.typed = '';
}

const controls = (line) => [...line.querySelectorAll('button, input')];

const lineOf = (priced, index) => priced?.lines[index];

function row(line, priced, index, change) {
  const take = ({ target }) => {
    // A browser also says so of a field that is taken away while somebody types in it.
    if (replaced.has(target) || target.dataset.typed === undefined) return;
    delete target.dataset.typed;
    change(index, thousandths(target.value, line.quantity) - line.quantity);
  };
  const name = line.name;
  const parts = [
    make('span', { textContent: name }),
    make(
      'span',
      { className: 'pieces' },
      button('−', () => change(index, -1000), { className: 'round', 'aria-label': say('less', { name }) }),
      make('input', {
        value: pieces(line.quantity),
        inputMode: 'decimal',
        autocomplete: 'off',
        'aria-label': say('quantity_of', { name }),
        oninput: ({ target }) => (target.dataset.typed = ''),
        // Not `change` alone: a browser keeps silent when the value was put back by `hold`.
        onchange: take,
        onblur: take,
        onkeydown: (event) => event.key === 'Enter' && take(event),
      }),
      button('+', () => change(index, 1000), { className: 'round', 'aria-label': say('more', { name }) }),
    ),
    make('span', { className: 'price', textContent: priced ? price(priced.total) : '…' }),
  ];
  if (priced && priced.discount.minor > 0) {
    const saving = { amount: price(priced.discount), why: priced.discount_reason ?? '' };
    parts.push(make('span', { className: 'saving', textContent: say('off', saving) }));
  }
  return make('li', {}, ...parts);
}

function gives(effects, visit) {
  const parts = [];
  if (effects.points) parts.push(say('gives_points', { points: number(effects.points, visit?.balances[0]?.unit.scale) }));
  for (const stamp of effects.stamps ?? []) {
    const card = visit?.stamp_cards.find((card) => card.id === stamp.card)?.title ?? stamp.card;
    if (stamp.stamps) parts.push(say('gives_stamps', { stamps: stamp.stamps, card }));
  }
  return parts.join(' · ');
}
