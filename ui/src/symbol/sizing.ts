/** How large a code is drawn: whole device pixels a module, always. */

export interface Fit {
  /** Device pixels a module; at least 1. */
  k: number;
  /** CSS pixels across. */
  width: number;
  /** CSS pixels down. */
  height: number;
}

export interface Room {
  /** CSS pixels across. */
  width: number;
  /** CSS pixels down. */
  height: number;
  /** Device pixels a CSS pixel. */
  dpr: number;
  /** The most CSS pixels a module: tills have a window, and larger is not always better. */
  most?: number;
}

/** The largest whole module that fits the room; `percent` takes a share of it. */
export function fitModules(modules: { width: number; height: number }, room: Room, percent = 100): Fit {
  const across = Math.floor((room.width * room.dpr + 1e-6) / modules.width);
  const down = Math.floor((room.height * room.dpr + 1e-6) / modules.height);
  const most = room.most ? Math.floor(room.most * room.dpr + 1e-6) : Infinity;
  const largest = Math.max(1, Math.min(across, down, most));
  const k = Math.max(1, Math.round((largest * percent) / 100));
  return { k, width: (modules.width * k) / room.dpr, height: (modules.height * k) / room.dpr };
}

/** Bars: the width decides; bars have whatever height is pleasant, in whole device pixels. */
export function fitBars(modulesAcross: number, room: Room, barHeight: number, percent = 100): Fit {
  const { k, width } = fitModules({ width: modulesAcross, height: 1 }, { ...room, height: Infinity }, percent);
  const height = Math.max(1, Math.floor(Math.min(barHeight, room.height) * room.dpr)) / room.dpr;
  return { k, width, height };
}

/** CSS pixels a module below which a till's reader has trouble (0.3 mm on a phone). */
const COMFORTABLE = 2;

/**
 * Whether a code is turned sideways: only where upright modules would be too small and lying
 * modules are larger.
 */
export function needsTurning(modules: { width: number; height: number }, linear: boolean, room: Room): boolean {
  if (modules.width <= modules.height * 1.5 && !linear) return false;
  const shape = linear ? { width: modules.width, height: 1 } : modules;
  const upright = fitModules(shape, room).k;
  if (upright / room.dpr >= COMFORTABLE) return false;
  return fitModules(shape, { width: room.height, height: room.width, dpr: room.dpr }).k > upright;
}

/** Moves an edge to the next whole device pixel: how far, in CSS pixels, negative to the left. */
export function nudge(edge: number, dpr: number): number {
  const device = edge * dpr;
  return (Math.round(device) - device) / dpr;
}
