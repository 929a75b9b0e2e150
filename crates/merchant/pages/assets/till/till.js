// The till: a member, a basket, a payment, a receipt.
import * as basketView from './basket.js';
import * as camera from './camera.js';
import * as claim from './claim.js';
import { at, make, tell } from './dom.js';
import * as member from './member.js';
import * as products from './products.js';
import * as receipts from './receipts.js';
import * as sheet from './sheet.js';
import { close, look, newKey, send } from './shop.js';
import { price, say, time } from './words.js';

/** Characters of a scanner come one right after the other, also on a slow machine: milliseconds between two. */
const SCANNER = 150;
/** Fewer are no code. */
const SHORTEST = 8;

const state = { basket: [], visit: undefined, used: new Set(), priced: undefined, key: newKey() };
let asked = 0;
/** Rewards that were asked for without an answer, with the key of each: asking again reserves once. */
const wished = new Map();
let wishing = false;

const wire = () => ({
  member: state.visit ? { by: 'visit', value: state.visit.id } : null,
  lines: state.basket.map(({ sku, quantity }) => ({ sku, quantity })),
  claims: [...state.used],
});

function trouble(error) {
  // Nobody sees what is said behind a sheet.
  if (at('sheet').open) sheet.shut();
  at('trouble-words').textContent = error.words ?? say('t_other');
  at('retry').hidden = Boolean(state.priced) || !state.basket.length;
  at('trouble').hidden = false;
  if (error.type === 'unauthorized') location.reload();
}

function draw() {
  at('trouble').hidden = true;
  member.draw(state.visit, state.used, { use, redeem, remove });
  basketView.draw(state.basket, state.priced, state.visit, change);
}

/** Asks the price anew; an answer that comes late is passed over. */
async function reprice() {
  const question = ++asked;
  // Another basket is another purchase.
  state.key = newKey();
  state.priced = undefined;
  draw();
  if (!state.basket.length) return;
  try {
    const priced = await send('/pos/v1/baskets', wire());
    if (question !== asked) return;
    state.priced = priced;
    draw();
  } catch (error) {
    if (question !== asked) return;
    if (error.type === 'code-expired') forget();
    draw();
    trouble(error);
  }
}

async function add(product) {
  const line = state.basket.find((line) => line.sku === product.sku);
  if (line) line.quantity += 1000;
  else state.basket.push({ sku: product.sku, name: product.name, quantity: 1000 });
  await reprice();
  if (state.priced) tell(say('said_added', { name: product.name, total: price(state.priced.total) }));
}

function change(index, by) {
  const line = state.basket[index];
  line.quantity += by;
  if (line.quantity <= 0) state.basket.splice(index, 1);
  reprice();
}

/** Uses what a reward's code is for: on the basket of the member it belongs to, by itself without. */
function useCode(code) {
  at('member').value = '';
  if (!state.visit?.claims.some((one) => one.code === code)) claim.handOver(code, trouble, () => at('member').focus());
  else if (state.visit.may_spend && !state.used.has(code)) use(code);
}

/** Hears what was typed or scanned: who stands there, or a reward's code. */
async function greet(text) {
  if (!text.trim()) return;
  const code = claim.code(text);
  if (code) {
    useCode(code);
    return;
  }
  try {
    const visit = await member.recognise(text);
    forget();
    state.visit = visit;
    at('member').value = '';
    await reprice();
  } catch (error) {
    trouble(error);
    at('member').focus();
  }
}

function forget() {
  state.visit = undefined;
  state.used.clear();
  wished.clear();
}

function remove() {
  forget();
  reprice();
  at('member').focus();
}

function use(code) {
  if (!state.used.delete(code)) state.used.add(code);
  reprice();
}

async function redeem(reward) {
  // A second tap before the answer is no second wish.
  if (wishing) return;
  wishing = true;
  if (!wished.has(reward.id)) wished.set(reward.id, newKey());
  try {
    const claim = await send('/pos/v1/claims', { visit: state.visit.id, reward: reward.id }, wished.get(reward.id));
    wished.delete(reward.id);
    state.used.add(claim.code);
    state.visit = await look(`/pos/v1/visits/${state.visit.id}`);
    await reprice();
  } catch (error) {
    trouble(error);
  } finally {
    wishing = false;
  }
}

async function pay(means) {
  const { total } = state.priced;
  const payments = total.minor === 0 ? [] : [{ means, amount: total, masked: null }];
  for (const id of ['card', 'cash', 'done']) at(id).disabled = true;
  try {
    // The same key until the basket changes: what was sent already counts once.
    const sale = await send('/pos/v1/purchases', { basket: wire(), payments, reference: null }, state.key);
    tell(say('said_sold', { total: price(sale.receipt.total) }));
    Object.assign(state, { basket: [], priced: undefined });
    forget();
    await reprice();
    await receipts.open(sale.receipt, () => at('member').focus());
  } catch (error) {
    draw();
    trouble(error);
  }
}

async function invite() {
  try {
    const made = await send('/pos/v1/invites');
    const code = new DOMParser().parseFromString(made.svg, 'image/svg+xml').documentElement;
    code.setAttribute('aria-hidden', 'true');
    sheet.show(say('new_member'), [
      make('p', { textContent: say('invite_about', { until: time(made.until) }) }),
      make('div', { className: 'plate qr' }, document.importNode(code, true)),
      make('p', { textContent: say('invite_link') }),
      make('p', { className: 'address' }, make('a', { href: made.url, target: '_blank', rel: 'noopener', textContent: made.url })),
    ]);
  } catch (error) {
    trouble(error);
  }
}

async function letters() {
  try {
    const { letters } = await look('/pos/v1/outbox');
    sheet.show(say('letters'), [
      make('p', { className: 'hint', textContent: say('letters_about') }),
      ...(letters.length
        ? letters.map((letter) =>
            make(
              'article',
              { className: 'letter' },
              make('h3', { textContent: letter.subject }),
              make('p', { className: 'hint', textContent: `${letter.to} · ${time(letter.at)}` }),
              make('pre', { textContent: letter.text }),
            ),
          )
        : [make('p', { textContent: say('no_letters') })]),
    ]);
  } catch (error) {
    trouble(error);
  }
}

/** A scanner types anywhere on the page and ends with Enter. */
function listen() {
  let typed = '';
  let last = 0;
  addEventListener('keydown', (event) => {
    if (event.key === 'F2') at('member').focus();
    else if (event.key === 'F8' && state.priced && !at('card').disabled) pay('card');
    else if (event.key === 'F9' && state.priced && !at('cash').disabled) pay('cash');
    else if (event.target.matches('input') || at('sheet').open) return;
    else if (event.key === '/') at('find').focus();
    else {
      if (event.timeStamp - last > SCANNER) typed = '';
      last = event.timeStamp;
      if (event.key === 'Enter' && typed.length >= SHORTEST) greet(typed);
      else if (event.key.length === 1) {
        typed += event.key;
        return;
      } else return;
    }
    event.preventDefault();
  });
}

at('who').onsubmit = (event) => {
  event.preventDefault();
  greet(at('member').value);
};
at('scan').hidden = !camera.possible();
at('scan').onclick = () => camera.look(greet);
at('card').onclick = () => pay('card');
at('cash').onclick = () => pay('cash');
at('done').onclick = () => pay('other');
at('clear').onclick = () => {
  state.basket = [];
  forget();
  reprice();
};
at('retry').onclick = reprice;
at('invite').onclick = invite;
at('returns').onclick = () => receipts.list(trouble).catch(trouble);
at('letters')?.addEventListener('click', letters);
at('close').onclick = () => close().then(() => location.reload(), trouble);

listen();
draw();
look('/pos/v1/products').then((all) => products.fill(all, add), trouble);
at('member').focus();
