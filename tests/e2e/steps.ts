/** What people do, in their words. */
import type { Page } from '@playwright/test';
import { expect } from './core';
import type { CatimaCard, FilePayload } from './files';

export const SHOPS: CatimaCard[] = [
  { store: 'Metsä Market', cardid: '6430012345679', type: 'EAN_13', balance: '2140', groups: ['Ruoka'], star: true },
  { store: 'Kahvilä Aalto', cardid: 'AALTO-5581', type: 'CODE_128', note: 'Joka kymmenes kahvi', groups: ['Kahvi'] },
  { store: 'Kirja & Lehti', cardid: 'https://kirja.example/2231', type: 'QR_CODE', balance: '12.50', currency: 'EUR' },
  { store: 'Vanha Video', cardid: '4411', type: 'CODE_39', archived: true },
];

export const tile = (page: Page, title: string) => page.locator(`[data-testid="card-tile"][data-card-title="${title}"]`);

export async function pick(page: Page, ...files: FilePayload[]): Promise<void> {
  await page.getByTestId('import-input').setInputFiles(files);
}

/** Brings files in and comes back to the list. */
export async function bringIn(page: Page, ...files: FilePayload[]): Promise<void> {
  await pick(page, ...files);
  await page.getByTestId('import-apply').click();
  await page.getByTestId('import-done').click();
  await expect(page.getByTestId('card-tile').first()).toBeVisible();
}

export async function open(page: Page, title: string): Promise<void> {
  await tile(page, title).click();
  await expect(page.getByTestId('code-plate')).toBeVisible();
  await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
}

export async function fromMenu(page: Page, item: string): Promise<void> {
  await page.getByTestId('card-menu').click();
  await page.getByTestId(`menu-${item}`).click();
}

/** Back to the list on a phone; on a desktop it is there already. */
export async function toList(page: Page): Promise<void> {
  await page.getByTestId('nav-cards').click();
  await expect(page.getByTestId('search')).toBeVisible();
}
