import { defineConfig } from '@playwright/test';

// Debian's Chromium; nothing is downloaded, and nothing it starts looks for the open net.
const launchOptions = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
const common = { launchOptions, locale: 'en-GB', timezoneId: 'Europe/Helsinki', trace: 'retain-on-failure' as const };

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  fullyParallel: true,
  workers: Number(process.env['KANTIS_E2E_WORKERS'] ?? 2),
  forbidOnly: true,
  maxFailures: Number(process.env['KANTIS_E2E_FAILURES'] ?? 10),
  timeout: 60_000,
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  expect: { timeout: 10_000 },
  reporter: [['list']],
  projects: [
    { name: 'phone', use: { ...common, viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, hasTouch: true } },
    { name: 'desktop', use: { ...common, viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 } },
  ],
});
