/** Tells the core what may make passes due: somebody looks, nobody does, the network came back. */
import type { Wake } from '../generated/api';
import { platform } from '../platform';

/** Starts telling; gives back what stops it. */
export function startWaking(): () => void {
  const seen = (): void => tell(document.visibilityState === 'visible' ? 'foreground' : 'background');
  const online = (): void => tell('networkUp');
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('online', online);
  seen();
  return () => {
    document.removeEventListener('visibilitychange', seen);
    window.removeEventListener('online', online);
  };
}

/** A hint: where it is lost, the core's own clock still runs. */
function tell(wake: Wake): void {
  platform().call('wake', { wake }).catch(() => undefined);
}
