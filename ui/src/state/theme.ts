/** Resolves the look and puts it on the page. */
import type { Theme } from '../generated/api';

export interface Look {
  theme: 'light' | 'dark' | 'contrast';
  tone: 'light' | 'dark';
}

/** What a setting means on a machine with these wishes. */
export function resolveLook(setting: Theme, wishes: { dark: boolean; contrast: boolean }): Look {
  const tone = wishes.dark ? 'dark' : 'light';
  switch (setting) {
    case 'light':
      return { theme: 'light', tone: 'light' };
    case 'dark':
      return { theme: 'dark', tone: 'dark' };
    case 'contrast':
      return { theme: 'contrast', tone };
    default:
      return { theme: wishes.contrast ? 'contrast' : tone, tone };
  }
}

const REMEMBERED = 'kantis.theme';
let chosen: Theme = 'system';

/** Follows the setting, and the system where the setting says so. */
export function applyTheme(setting: Theme): void {
  chosen = setting;
  try {
    localStorage.setItem(REMEMBERED, setting);
  } catch {
    // No storage: the next start begins as the system wishes.
  }
  paint();
}

/** Before the wallet is open: what was chosen last on this machine. */
export function startTheme(): void {
  try {
    const stored = localStorage.getItem(REMEMBERED);
    if (stored === 'light' || stored === 'dark' || stored === 'contrast') chosen = stored;
  } catch {
    // No storage.
  }
  paint();
  dark().addEventListener('change', paint);
  contrast().addEventListener('change', paint);
}

/** Colours the system's frame; checkout paints it white. */
export function frameColour(colour: string | null): void {
  const meta = document.querySelector('meta[name="theme-color"]');
  meta?.setAttribute('content', colour ?? getComputedStyle(document.documentElement).getPropertyValue('--background').trim());
}

const dark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');
const contrast = (): MediaQueryList => matchMedia('(prefers-contrast: more)');

function paint(): void {
  const look = resolveLook(chosen, { dark: dark().matches, contrast: contrast().matches });
  document.documentElement.dataset['theme'] = look.theme;
  document.documentElement.dataset['tone'] = look.tone;
  frameColour(null);
}
