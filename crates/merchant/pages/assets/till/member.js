// Who stands at the till, and what they may use.
import { at, button, make, tell } from './dom.js';
import { send } from './shop.js';
import { number, say } from './words.js';

/** What somebody typed or scanned, as the protocol names it. */
export function reference(text) {
  if (text.includes('@')) return { by: 'email', value: text };
  if (text.startsWith('+')) return { by: 'phone', value: text.replace(/[\s-]/g, '') };
  return { by: 'scan', value: text };
}

/** Opens a visit. */
export async function recognise(text) {
  const visit = await send('/pos/v1/visits', { member: reference(text.trim()) });
  tell(say('said_member', { name: visit.name ?? visit.number }));
  return visit;
}

/** Draws the member, or nothing. `act`: use(code), redeem(reward), remove(). */
export function draw(visit, used, act) {
  if (!visit) {
    at('visit').replaceChildren();
    return;
  }
  const parts = [head(visit, act), balances(visit), stamps(visit)];
  if (!visit.may_spend) parts.push(make('p', { className: 'hint', textContent: say('only_earns') }));
  parts.push(
    list(
      say('claims'),
      visit.may_spend
        ? visit.claims.map((claim) => row(claim.title, toggle(used.has(claim.code), () => act.use(claim.code), claim.title)))
        : counted(visit.claims.map((claim) => claim.title)).map((title) => row(title)),
    ),
    list(
      say('offers'),
      visit.offers.map((offer) => row(offer.title)),
      say('offers_about'),
    ),
    list(
      say('rewards'),
      visit.rewards.map((reward) =>
        row(
          reward.title,
          visit.may_spend
            ? button(say('redeem', { points: points(visit, reward.cost) }), () => act.redeem(reward), {
                'aria-label': `${reward.title}, ${say('redeem', { points: points(visit, reward.cost) })}`,
              })
            : undefined,
        ),
      ),
    ),
  );
  at('visit').replaceChildren(make('section', { className: 'visit', 'aria-label': say('member') }, ...parts.filter(Boolean)));
}

const points = (visit, amount) => number(amount, visit.balances[0]?.unit.scale);

const head = (visit, act) =>
  make(
    'div',
    { className: 'visit-head' },
    make(
      'p',
      {},
      make('strong', { textContent: visit.name ?? say('member') }),
      make('span', { className: 'hint', textContent: [visit.number, visit.tier].filter(Boolean).join(' · ') }),
    ),
    button(say('remove_member'), act.remove),
  );

function balances(visit) {
  if (!visit.balances.length) return undefined;
  return make(
    'div',
    {},
    ...visit.balances.map((balance) =>
      make(
        'p',
        {},
        make('span', { className: 'balance', textContent: number(balance.available, balance.unit.scale) }),
        ` ${balance.available === 1 ? balance.unit.one : balance.unit.other}`,
      ),
    ),
  );
}

function stamps(visit) {
  if (!visit.stamp_cards.length) return undefined;
  return make(
    'div',
    {},
    ...visit.stamp_cards.map((card) => {
      const dots = Array.from({ length: Math.min(card.required, 30) }, (_, index) =>
        make('i', { className: index < card.collected ? 'on' : '' }),
      );
      return make(
        'div',
        {},
        make('h3', { textContent: card.title }),
        make('div', { className: 'dots', role: 'img', 'aria-label': count(card) }, ...dots),
        make('p', { className: 'hint', textContent: count(card) }),
      );
    }),
  );
}

const count = (card) => say('stamps_of', { collected: card.collected, required: card.required });

function list(title, rows, about) {
  if (!rows.length) return undefined;
  return make(
    'div',
    {},
    make('h3', { textContent: title }),
    about ? make('p', { className: 'hint', textContent: about }) : undefined,
    make('ul', { className: 'choices' }, ...rows),
  );
}

/** Each title once, with how many there are of it. */
function counted(titles) {
  const counts = new Map();
  for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  return [...counts].map(([title, count]) => (count > 1 ? `${count} × ${title}` : title));
}

const row = (title, action) => make('li', {}, make('span', { textContent: title }), action);

const toggle = (on, act, title) =>
  button(say(on ? 'used' : 'use'), act, { 'aria-pressed': String(on), 'aria-label': `${say(on ? 'used' : 'use')}: ${title}` });
