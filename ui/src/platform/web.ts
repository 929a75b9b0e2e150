/** What every web view offers by itself: the clipboard, links and the wake lock. */

export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Web views without the clipboard API still know the old command on a selected field.
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (!copied) throw new Error('copy refused');
}

/** Follows a link that is not on the page. */
export function follow(href: string, how: Partial<Pick<HTMLAnchorElement, 'download' | 'target' | 'rel'>>): void {
  const link = Object.assign(document.createElement('a'), { href, ...how });
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

let lock: WakeLockSentinel | null = null;
let wanted = false;

/** Asks for the wake lock, and again whenever the page comes back to the front. */
export async function keepAwake(on: boolean): Promise<void> {
  wanted = on;
  if (!on) {
    await lock?.release().catch(() => undefined);
    lock = null;
    return;
  }
  try {
    lock = (await navigator.wakeLock?.request('screen')) ?? null;
    // Closed again while the system was being asked.
    if (!wanted) await keepAwake(false);
  } catch {
    lock = null;
  }
}

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (wanted && document.visibilityState === 'visible') void keepAwake(true);
  });
}
