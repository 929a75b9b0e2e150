/** Cards that are of use now or here. Where the device is goes to the core on this device and nowhere else. */
import type { CardTile, Place, RelevantCard } from '../generated/api';
import { platform } from '../platform';

export interface CardOfUse extends RelevantCard {
  tile: CardTile;
}

const state = $state<{ list: CardOfUse[]; visits: number }>({ list: [], visits: 0 });

/** A place this old is still where the person is, in milliseconds. */
const FRESH = 5 * 60_000;
const PATIENCE = 8_000;

let place: Place | null = null;
let askedOn = -1;
let asked = 0;

export function ofUse(): CardOfUse[] {
  return state.list;
}

/** Counts how often the person came to the wallet. */
export function visits(): number {
  return state.visits;
}

export function cameBack(): void {
  state.visits += 1;
}

/** Asks the device where it is: once a visit, and only when the person allows it. `true` when something new is known. */
export async function findPlace(allowed: boolean): Promise<boolean> {
  if (!allowed) {
    const had = place !== null;
    place = null;
    askedOn = -1;
    return had;
  }
  if (askedOn === state.visits) return false;
  askedOn = state.visits;
  place = await whereabouts();
  return true;
}

/** Reads the list anew. It is a courtesy: where it fails, it is empty. */
export async function readOfUse(): Promise<void> {
  asked += 1;
  const mine = asked;
  try {
    const found = await platform().call('relevantCards', { place });
    // The home list may be searched or kept to a group; these cards are looked for in all.
    const all = found.length > 0 ? await platform().call('cards', { search: '', group: null, archived: false, sort: null }) : null;
    if (mine !== asked) return;
    state.list = found.flatMap((card, at) => {
      if (found.findIndex((other) => other.id === card.id) !== at) return [];
      const tile = all?.cards.find((one) => one.id === card.id);
      return tile ? [{ ...card, tile }] : [];
    });
  } catch {
    if (mine === asked) state.list = [];
  }
}

function whereabouts(): Promise<Place | null> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }),
      () => resolve(null),
      { enableHighAccuracy: false, maximumAge: FRESH, timeout: PATIENCE },
    );
  });
}
