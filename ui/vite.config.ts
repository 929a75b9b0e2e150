import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Relative addresses work at `/` of `kantis serve` and at `tauri://localhost` alike.
  base: './',
  // Vitest must get Svelte's browser build, or components cannot be mounted.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: {
    // WebKitGTK 2.40, Android System WebView 110 and Safari 16.4.
    target: ['chrome110', 'safari16.4'],
    // The strict CSP allows no inline script, and data: is for pictures only.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    // A busy machine is slow, not wrong.
    testTimeout: 30_000,
  },
}));
