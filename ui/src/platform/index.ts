/** Chooses the host once, at start. */
import type { Platform } from './platform';

export type { HostChoices, HostControls, HostSettings, Platform } from './platform';
export { externalAddress } from './links';
export { ApiFailure, asFailure } from './platform';

let current: Platform | null = null;

/** The host in use. */
export function platform(): Platform {
  if (!current) throw new Error('no platform chosen yet');
  return current;
}

/** Puts a host in place; tests hand in the memory one. */
export function usePlatform(chosen: Platform): void {
  current = chosen;
}

/** Finds out where the page runs. Each host is loaded only where it is used. */
export async function choosePlatform(): Promise<Platform> {
  if (import.meta.env.MODE === 'memory') {
    const { memoryPlatform } = await import('./memory');
    return memoryPlatform();
  }
  if ('__TAURI_INTERNALS__' in window) {
    const { tauriPlatform } = await import('./tauri');
    return tauriPlatform();
  }
  const { httpPlatform, openSession } = await import('./http');
  return httpPlatform(await openSession());
}
