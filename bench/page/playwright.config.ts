// The measurement in a real browser: scripts/bench.sh runs it. The browser is set up as for the tests.
import tests from '../../tests/e2e/playwright.config';

const [, desktop] = tests.projects ?? [];

export default {
  testDir: '.',
  testMatch: '*.measure.ts',
  outputDir: '../../tests/e2e/test-results',
  workers: 1,
  timeout: 600_000,
  expect: tests.expect,
  reporter: [['./reporter.ts']],
  projects: [{ ...desktop, use: { ...desktop?.use, trace: 'off' as const } }],
};
