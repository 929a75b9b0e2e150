// Receipts: shown, printed, taken back.
import { button, make } from './dom.js';
import { show, shut } from './sheet.js';
import { look, newKey, read, send } from './shop.js';
import { pieces, price, say, time } from './words.js';

/** Shows one; `closed` once it is shut. */
export async function open(receipt, closed, about) {
  const language = document.documentElement.lang;
  const text = await read(`/pos/v1/receipts/${receipt.id}/text?language=${language}`);
  show(
    say('receipt'),
    [
      about ? make('p', { textContent: about }) : undefined,
      make('pre', { className: 'paper', tabIndex: 0, textContent: text, 'aria-label': say('receipt') }),
      make(
        'p',
        { className: 'actions' },
        button(say('next'), shut, { className: 'primary' }),
        button(say('print'), () => window.print()),
      ),
    ].filter(Boolean),
    closed,
  );
}

/** Shows the shop's newest, and finds the one that a customer brings back by its number. */
export async function list(trouble) {
  const rows = make('ul', { className: 'choices' });
  const none = make('p', { className: 'hint', textContent: say('no_receipts'), hidden: true });
  const field = make('input', { id: 'number', type: 'text', inputMode: 'numeric', autocomplete: 'off' });
  const fill = async () => {
    const number = field.value.replace(/\D/g, '');
    const found = await look(`/pos/v1/receipts${number ? `?number=${Number(number)}` : ''}`);
    rows.replaceChildren(...found.map((receipt) => row(receipt, trouble)));
    none.hidden = found.length > 0;
  };
  const search = make(
    'form',
    {
      className: 'who',
      onsubmit: (event) => {
        event.preventDefault();
        fill().catch(trouble);
      },
    },
    make('label', { htmlFor: 'number', textContent: say('receipt_number') }),
    field,
    make('button', { className: 'quiet', type: 'submit', textContent: say('show_receipt') }),
  );
  await fill();
  show(say('last_receipts'), [search, rows, none]);
}

const row = (receipt, trouble) =>
  make(
    'li',
    {},
    make('span', { textContent: `${receipt.number} · ${time(receipt.issued)} · ${price(receipt.total)}` }),
    make(
      'span',
      { className: 'actions' },
      button(say('receipt'), () => open(receipt).catch(trouble), { 'aria-label': `${say('receipt')} ${receipt.number}` }),
      receipt.returns
        ? undefined
        : button(say('take_back'), () => choose(receipt, trouble), { 'aria-label': `${say('take_back')}: ${receipt.number}` }),
    ),
  );

function choose(receipt, trouble) {
  // One key for each choice: pressing twice takes back once.
  const back = (lines) => {
    const key = newKey();
    return () =>
      send('/pos/v1/returns', { receipt: receipt.id, lines }, key)
        .then((sale) => open(sale.receipt, undefined, say('was_taken_back')))
        .catch(trouble);
  };
  const rows = receipt.lines.map((line) =>
    make(
      'li',
      {},
      make('span', { textContent: `${pieces(line.quantity)} × ${line.name} · ${price(line.total)}` }),
      make(
        'span',
        { className: 'actions' },
        // One of several goods comes back more often than all of them.
        line.quantity > 1000 && line.quantity % 1000 === 0
          ? button(say('take_back_one'), back([{ line: line.line, quantity: 1000 }]), { 'aria-label': `${say('take_back_one')}: ${line.name}` })
          : undefined,
        button(say('take_back'), back([{ line: line.line, quantity: line.quantity }]), { 'aria-label': `${say('take_back')}: ${line.name}` }),
      ),
    ),
  );
  show(say('take_back'), [
    make('ul', { className: 'choices' }, ...rows),
    make('p', { className: 'actions' }, button(say('take_back_all'), back([]), { className: 'primary' })),
  ]);
}
