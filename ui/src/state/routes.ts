/** The places of the app and their addresses after `#`. */
export type Route =
  | { name: 'cards' }
  | { name: 'archive' }
  | { name: 'card'; id: string }
  | { name: 'edit'; id: string }
  | { name: 'checkout'; id: string }
  | { name: 'add' }
  | { name: 'byHand' }
  /** `card`: the card that is to be linked to its shop. */
  | { name: 'connect'; card: string | null }
  /** Reading a code; `card` as for connecting, where an invite leads. */
  | { name: 'scan'; card: string | null }
  | { name: 'import' }
  | { name: 'groups' }
  | { name: 'offers' }
  | { name: 'activity' }
  | { name: 'settings' };

const PLAIN = ['archive', 'import', 'groups', 'offers', 'activity', 'settings'] as const;
type Plain = (typeof PLAIN)[number];

/** Places that list things, beside which a card may stand open. */
export type ListName = 'cards' | 'archive' | 'offers' | 'activity';

export function isList(route: Route): route is { name: ListName } {
  return route.name === 'cards' || route.name === 'archive' || route.name === 'offers' || route.name === 'activity';
}

/** Reads an address; what is not known leads home. */
export function parseRoute(hash: string): Route {
  const [first = '', second = '', third = ''] = hash.replace(/^#?\/?/, '').split('/').map(decode);
  if (first === 'card' && second) {
    if (third === 'edit') return { name: 'edit', id: second };
    if (third === 'checkout') return { name: 'checkout', id: second };
    if (third === 'connect' || third === 'scan') return { name: third, card: second };
    return { name: 'card', id: second };
  }
  if (first === 'add') {
    if (second === 'by-hand') return { name: 'byHand' };
    if (second === 'shop') return { name: 'connect', card: null };
    return second === 'scan' ? { name: 'scan', card: null } : { name: 'add' };
  }
  if (PLAIN.includes(first as Plain)) return { name: first as Plain };
  return { name: 'cards' };
}

/** The address of a place. */
export function href(route: Route): string {
  switch (route.name) {
    case 'cards':
      return '#/';
    case 'card':
      return `#/card/${encodeURIComponent(route.id)}`;
    case 'edit':
    case 'checkout':
      return `#/card/${encodeURIComponent(route.id)}/${route.name}`;
    case 'byHand':
      return '#/add/by-hand';
    case 'connect':
      return route.card === null ? '#/add/shop' : `#/card/${encodeURIComponent(route.card)}/connect`;
    case 'scan':
      return route.card === null ? '#/add/scan' : `#/card/${encodeURIComponent(route.card)}/scan`;
    default:
      return `#/${route.name}`;
  }
}

/** Where "back" leads when there is nothing to go back to. */
export function parentOf(route: Route): Route {
  switch (route.name) {
    case 'edit':
    case 'checkout':
      return { name: 'card', id: route.id };
    case 'byHand':
      return { name: 'add' };
    case 'connect':
      return route.card === null ? { name: 'add' } : { name: 'card', id: route.card };
    case 'scan':
      return route.card === null ? { name: 'add' } : { name: 'connect', card: route.card };
    default:
      return { name: 'cards' };
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
