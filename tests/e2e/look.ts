/** Looking at what is on the screen: for everybody, and for a till. */
import axe from 'axe-core';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from './core';

/** No violation that axe can find, on the page as it stands. */
export async function accessible(page: Page, where: string): Promise<void> {
  // Evaluated, not added as a script: the page's own policy forbids foreign scripts.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const tool = (window as unknown as { axe: typeof axe }).axe;
    const { violations: found } = await tool.run(document);
    return found.map((one) => `${one.id}: ${one.help} (${one.nodes.map((node) => `${node.html.slice(0, 160)} – ${node.failureSummary ?? ''}`).join(' | ')})`);
  });
  expect(violations, where).toEqual([]);
}

/** What a reader sees in a picture of the screen: `SYMBOLOGY:text` a line. */
export async function scanned(target: Page | Locator): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kantis-scan-'));
  try {
    const path = join(folder, 'screen.png');
    await target.screenshot({ path });
    return execFileSync('zbarimg', ['-q', '--nodbus', path], { encoding: 'utf8' }).trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing is wider than the window, and no text is cut off at its side. */
export async function fits(page: Page, where: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const found: string[] = [];
    for (const element of [document.documentElement, ...document.querySelectorAll<HTMLElement>('main, .pane, dialog')]) {
      if (element.scrollWidth > element.clientWidth + 1) found.push(`${element.tagName}.${element.className}: ${element.scrollWidth} in ${element.clientWidth}`);
    }
    // Lists scroll inside the window, never the window itself.
    const root = document.documentElement;
    if (document.querySelector('main') && root.scrollHeight > root.clientHeight + 1) found.push(`the page: ${root.scrollHeight} high in ${root.clientHeight}`);
    return found;
  });
  expect(wide, where).toEqual([]);
}

/** Text twice as large, as a person sets it in the browser. */
export const doubleText = (page: Page): Promise<void> => page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
