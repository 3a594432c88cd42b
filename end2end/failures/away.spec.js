// The database or the mail folder is away for a while.

import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { promisify } from 'node:util';

import { expect, test } from '../support/test.js';
import { Cable, dropDatabase, makeDatabase, POSTGRES } from '../support/postgres.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const run = promisify(execFile);

/** The page that says so, with a reference, and none of its causes. */
async function seeAway(page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Sorry, the service is not available/);
  await expect(page.getByRole('main')).toContainText(/Error Response ID:\s*[0-9A-Z]{5}-[0-9A-Z]{5}/);
  await expect(page.getByRole('main')).not.toContainText(/sqlx|postgres|sqlite|connection refused|os error/i);
}

test('while PostgreSQL is away pages say so, and what was typed goes through when it is back', async ({ browser, ownServer }) => {
  test.skip(!POSTGRES, 'needs TEST_DATABASE_URL');
  test.setTimeout(90_000);
  const databaseUrl = await makeDatabase();
  const cable = await Cable.to(databaseUrl);
  const server = await ownServer({ databaseUrl: cable.url });
  const context = await browser.newContext({ baseURL: server.url });
  try {
    const person = await server.addPerson();
    await shortcut.withRegistration(context, server, person);
    const page = await context.newPage();
    await page.goto('/profile/mobile');
    await page.getByLabel('Your mobile number').fill('07700 900982');

    await cable.cut();
    const answered = page.waitForResponse('**/api/profile/mobile');
    await steps.press(page, 'Save');
    expect((await answered).status()).toBe(503);
    await seeAway(page);
    const tab = await context.newPage();
    expect((await tab.goto('/profile'))?.status()).toBe(503);
    await seeAway(tab);
    expect((await fetch(`http://127.0.0.1:${server.port}/readyz`)).status).toBe(503);
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);

    await cable.mend();
    // Every connection of before the cut has been found dead and replaced.
    let good = 0;
    await expect.poll(async () => {
      const { ok } = await fetch(`http://127.0.0.1:${server.port}/readyz`);
      good = ok ? good + 1 : 0;
      return good;
    }, { intervals: [50], timeout: 15_000 }).toBeGreaterThan(12);
    await page.goBack();
    // The browser still has what was typed.
    await expect(page.getByLabel('Your mobile number')).toHaveValue('07700 900982');
    await steps.press(page, 'Save');
    await expect(page.getByRole('main')).toContainText('Your mobile number is saved.');
    expect((await fetch(`http://127.0.0.1:${server.port}/readyz`)).status).toBe(200);
  } finally {
    await context.close();
    await server.remove();
    await cable.cut();
    await dropDatabase(databaseUrl);
  }
});

test('while the disk is full forms say so, pages are still shown, and nothing is half done', async ({ browser, ownServer }) => {
  const limits = await run('prlimit', ['--version']).then(() => true, () => false);
  test.skip(!limits, 'needs prlimit of util-linux');
  test.setTimeout(90_000);
  const server = await ownServer({ ignoreFileLimit: true });
  const person = await server.addPerson();
  const context = await browser.newContext({ baseURL: server.url });
  await shortcut.enrolling(context, server, person);
  const page = await context.newPage();
  await page.goto('/profile/mobile');
  await page.getByLabel('Your mobile number').fill('07700 900982');
  const limit = (bytes) => run('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:unlimited`]);
  await limit(1);
  const answered = page.waitForResponse('**/api/profile/mobile');
  await steps.press(page, 'Save');
  expect([500, 503]).toContain((await answered).status());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Sorry, /);
  await expect(page.getByRole('main')).toContainText(/Error Response ID:\s*[0-9A-Z]{5}-[0-9A-Z]{5}/);
  expect((await page.goto('/profile'))?.status()).toBe(200);
  await expect(page.getByRole('main')).toContainText(/Mobile number\s*None yet/);
  await limit('unlimited');
  await page.goto('/profile/mobile');
  await page.getByLabel('Your mobile number').fill('07700 900982');
  await steps.press(page, 'Save');
  await expect(page.getByRole('main')).toContainText('Your mobile number is saved.');
  await context.close();
});

test('mail that could not be written arrives when the folder is back, once', async ({ browser, ownServer }) => {
  test.setTimeout(90_000);
  const server = await ownServer();
  const person = await server.addPerson();
  const context = await browser.newContext({ baseURL: server.url });
  await shortcut.enrolling(context, server, person);
  const page = await context.newPage();
  await rename(server.mailFolder, `${server.mailFolder}.away`);
  await page.goto('/profile/email/add');
  await page.getByLabel('Email address').fill(person.email);
  await steps.press(page, 'Send One Time Password');
  await steps.see(page, 'Check your inbox');
  await expect.poll(() => server.output, { timeout: 10_000 }).toMatch(/mail/i);
  await rename(`${server.mailFolder}.away`, server.mailFolder);
  await page.getByLabel('One Time Password').fill(await server.mail.code(person.email, 60_000));
  await steps.press(page, 'Continue');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
  const codes = (await server.mail.messages(person.email)).filter((message) => message.subject.startsWith('Your one-time password'));
  expect(codes).toHaveLength(1);
  await context.close();
});
