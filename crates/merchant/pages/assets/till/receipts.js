// Receipts since the page was opened: shown, printed, taken back.
import { button, make } from './dom.js';
import { show, shut } from './sheet.js';
import { read, send } from './shop.js';
import { price, say, time } from './words.js';

/** Newest first; a till page forgets them when it is closed. */
const kept = [];
const MOST = 50;

/** Keeps a receipt at hand. */
export function keep(receipt) {
  kept.unshift(receipt);
  kept.length = Math.min(kept.length, MOST);
}

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

/** Shows them all. */
export function list(trouble) {
  const rows = kept.map((receipt) =>
    make(
      'li',
      {},
      make('span', { textContent: `${receipt.number} · ${time(receipt.issued)} · ${price(receipt.total)}` }),
      make(
        'span',
        { className: 'actions' },
        button(say('receipt'), () => open(receipt).catch(trouble)),
        receipt.returns ? undefined : button(say('take_back'), () => choose(receipt, trouble)),
      ),
    ),
  );
  show(say('last_receipts'), [
    rows.length
      ? make('ul', { className: 'choices' }, ...rows)
      : make('p', { className: 'hint', textContent: say('no_receipts') }),
  ]);
}

function choose(receipt, trouble) {
  // One key for each choice: pressing twice takes back once.
  const back = (lines) => {
    const key = crypto.randomUUID();
    return () =>
      send('/pos/v1/returns', { receipt: receipt.id, lines }, key)
        .then((sale) => {
          keep(sale.receipt);
          return open(sale.receipt, undefined, say('was_taken_back'));
        })
        .catch(trouble);
  };
  const rows = receipt.lines.map((line) =>
    make(
      'li',
      {},
      make('span', { textContent: `${line.name} · ${price(line.total)}` }),
      button(say('take_back'), back([{ line: line.line, quantity: line.quantity }])),
    ),
  );
  show(say('take_back'), [
    make('ul', { className: 'choices' }, ...rows),
    make('p', { className: 'actions' }, button(say('take_back_all'), back([]), { className: 'primary' })),
  ]);
}
