/** The whole app on the memory platform, as a person meets it. */
import { mount, unmount } from 'svelte';
import { afterEach, vi } from 'vitest';
import App from '../src/App.svelte';
import { speak } from '../src/messages/index.svelte';
import { usePlatform } from '../src/platform';
import { memoryPlatform, type MemoryOptions, type MemoryPlatform } from '../src/platform/memory';
import { forgetTimeline } from '../src/state/activity.svelte';
import { stopConnecting } from '../src/state/connect.svelte';
import { connections } from '../src/state/connections.svelte';
import { forgetImport } from '../src/state/import.svelte';
import { list, stopSelecting } from '../src/state/list.svelte';
import { offers } from '../src/state/offers.svelte';
import { sources } from '../src/state/sources.svelte';
import { dismiss, toasts } from '../src/state/toasts.svelte';

let app: Record<string, unknown> | null = null;

export async function start(options: MemoryOptions = {}, hash = '#/'): Promise<MemoryPlatform> {
  history.replaceState(null, '', hash);
  speak('en', 'en-GB');
  Object.assign(list(), { search: '', group: null, data: null, failure: null });
  stopSelecting();
  forgetImport();
  forgetTimeline();
  Object.assign(offers(), { list: null, rewards: [], savings: null, order: 'forMe', failure: null });
  Object.assign(connections(), { list: null, failure: null });
  stopConnecting();
  Object.assign(sources(), { list: null, failure: null });
  const platform = memoryPlatform({ settings: { language: 'en' }, ...options });
  usePlatform(platform);
  const target = document.createElement('div');
  document.body.replaceChildren(target);
  app = mount(App, { target });
  await until(() => document.querySelector('main') !== null);
  await settled();
  return platform;
}

afterEach(async () => {
  if (app) await unmount(app);
  app = null;
  for (const toast of toasts()) dismiss(toast.id);
  document.body.replaceChildren();
  history.replaceState(null, '', '#/');
});

/** Lets promises and effects run out. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

export const find = (id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
  if (!found) throw new Error(`no ${id} on the page: ${document.body.textContent?.replace(/\s+/g, ' ').slice(0, 400)}`);
  return found;
};
export const all = (id: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
export const seen = (text: string): boolean => document.body.textContent?.replace(/\s+/g, ' ').includes(text) ?? false;
export const titles = (): (string | undefined)[] => all('card-tile').map((tile) => tile.dataset['cardTitle']);

export async function until(what: () => boolean): Promise<void> {
  await vi.waitFor(() => {
    if (!what()) throw new Error(`not yet: ${document.body.textContent?.replace(/\s+/g, ' ').slice(0, 300)}`);
  }, { timeout: 10_000 });
}

export async function click(id: string): Promise<void> {
  await until(() => all(id).length > 0);
  find(id).click();
  await settled();
}

export async function open(title: string): Promise<void> {
  document.querySelector<HTMLElement>(`[data-card-title="${title}"]`)?.click();
  await until(() => all('code-plate').length > 0 && seen(title));
}

export async function type(id: string, text: string): Promise<void> {
  await until(() => all(id).length > 0);
  const input = find(id) as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}

export function give(id: string, ...files: File[]): void {
  const input = find(id) as HTMLInputElement;
  Object.defineProperty(input, 'files', { value: files, configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
