// Journeys in the browser of this machine. `cargo xtask test browser` builds what they need and calls this; by hand:
// `cargo build -p server && cargo xtask build && cd end2end && npm ci && npx playwright test`.

import { existsSync } from 'node:fs';

import { defineConfig } from '@playwright/test';

import { POSTGRES } from './support/postgres.js';

const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  // A machine under load may upset one walk: a second pass is reported as flaky, not hidden.
  retries: process.env.CI ? 1 : 0,
  testDir: '.',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 7_000 },
  reporter: process.env.CI ? [['list'], ['junit', { outputFile: 'report/junit.xml' }]] : [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: CHROMIUM.find((path) => path && existsSync(path)), args: FLAGS },
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    // Recording every step costs a third of the time: `npx playwright test --trace on` where a picture is not enough.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'with-script',
      testMatch: ['journeys/**/*.spec.js', 'hydrate/**/*.hydrate.spec.js', 'accessibility/**/*.spec.js', 'failures/**/*.spec.js', 'programs/**/*.spec.js'],
    },
    { name: 'without-script', testMatch: 'journeys/**/*.spec.js', use: { javaScriptEnabled: false } },
    // The same main journey on the other database.
    ...(POSTGRES ? [{ name: 'postgresql', testMatch: 'journeys/main.spec.js', use: /** @type {any} */ ({ database: 'postgres' }) }] : []),
  ],
});
