// The parts of pages that need the browser: countdown, copy button, session warning; and what upstream's script does.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';
import * as time from '../support/time.js';

/** What a screen reader is told, in order. */
async function listen(page) {
  await page.exposeFunction('said', () => undefined);
  await page.evaluate(() => {
    const said = (window.heard = []);
    for (const region of document.querySelectorAll('[role=status]')) {
      new MutationObserver(() => said.push(region.textContent.trim())).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  return () => page.evaluate(() => window.heard.filter(Boolean));
}

test('the countdown of a registration link counts, speaks seldom, and offers a new link at the end', async ({ page, context, server, person }) => {
  const { page: path } = await shortcut.withLink(context, server, person);
  await page.clock.install();
  await page.goto(path);
  const countdown = page.getByText(/^This link expires in /);
  await expect(countdown).toHaveText(/This link expires in (3 minutes|2 minutes and 5\d seconds)\./);
  await page.clock.runFor(2_000);
  await expect(countdown).toHaveText(/This link expires in 2 minutes and 5\d seconds\./);
  const heard = await listen(page);
  await expect(page.getByRole('button', { name: 'Open the link on this device' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('button', { name: 'Get a new link' })).toBeHidden();
  await page.clock.runFor(150_000);
  await expect(countdown).toHaveText(/This link expires in \d+ seconds\./);
  await page.clock.runFor(40_000);
  await expect(page.locator('main')).toContainText('This registration link has expired.');
  const link = page.locator('a.nhsuk-button', { hasText: 'Get a new link' });
  await expect(link).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open the link on this device' })).toBeHidden();
  expect(await heard()).toEqual(['2 minutes left', '1 minute left', '30 seconds left', '10 seconds left', 'The registration link has expired.']);
  await link.click();
  await steps.see(page, 'Register Microsoft Authenticator with your Care Identity');
});

test('a page that slept shows the right rest when it wakes', async ({ page, context, server, person }) => {
  const { page: path } = await shortcut.withLink(context, server, person);
  await page.clock.install();
  await page.goto(path);
  await page.clock.runFor(1_000);
  await expect(page.getByText(/^This link expires in 2 minutes/)).toBeVisible();
  // One tick after a long sleep.
  await page.clock.fastForward(120_000);
  await expect(page.getByText(/^This link expires in [2-5]\d seconds\./)).toBeVisible();
});

test('the copy buttons copy link and key, and say so', async ({ page, context, server, person }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  const { page: path, token } = await shortcut.withLink(context, server, person);
  await page.goto(path);
  await page.getByText('Open it on another device or in another browser').click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText('The link was copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}/register/${token}`);
});

test('the key is copied without its spaces', async ({ page, context, server, person }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  const { id, phone } = await shortcut.withQr(context, server, person);
  await page.goto(`/register/${id}/app`);
  await page.getByText('On a mobile device?').click();
  await page.getByRole('button', { name: 'Copy key' }).click();
  await expect(page.getByText('The key was copied.')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.replace(/\s/g, '')).toBe(phone.parameters.get('secret'));
});

test('two minutes before the session ends its person is asked, and staying lengthens it', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.clock.install();
  await page.goto('/profile');
  await page.locator('html[data-islands="ready"]').waitFor({ state: 'attached' });
  const dialog = page.getByRole('dialog', { name: 'You will soon be signed out' });
  await page.clock.runFor(2_000);
  await expect(dialog).toBeHidden();
  await page.clock.fastForward('27:30');
  await page.clock.runFor(2_000);
  await expect(dialog).toBeHidden();
  await page.clock.fastForward('00:40');
  await page.clock.runFor(2_000);
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText('For your security you will be signed out in less than 2 minutes. What you have not sent yet would be lost.');
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
  const extended = page.waitForResponse('**/session/extend');
  await page.keyboard.press('Enter');
  expect((await extended).status()).toBe(200);
  await page.clock.runFor(2_000);
  await expect(dialog).toBeHidden();
  await page.clock.fastForward('05:00');
  await page.clock.runFor(2_000);
  await expect(dialog).toBeHidden();
});

test('a session that is over is not stayed in: the sign-in says why', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.clock.install();
  await page.goto('/profile/mobile');
  await page.locator('html[data-islands="ready"]').waitFor({ state: 'attached' });
  await page.clock.runFor(1_000);
  await page.clock.fastForward('28:30');
  await page.clock.runFor(2_000);
  await expect(page.getByRole('dialog')).toBeVisible();
  await server.cli('person', 'close', person.identifier, '--reason', 'left');
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await steps.see(page, 'Select your login method');
  await expect(page.getByRole('main')).toContainText('You were signed out: you did nothing for a while, your session was at its longest, or it was ended');
});

test('a page that nobody touches does not keep its own session alive', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.clock.install();
  await page.goto('/profile/mobile');
  await page.locator('html[data-islands="ready"]').waitFor({ state: 'attached' });
  await page.clock.runFor(1_000);
  // The page counts whole seconds, and comes to its end a moment before the server does.
  await time.leaveSeconds(server, person, 4);
  const asked = page.waitForResponse((response) => response.url().includes('/session/'));
  await page.clock.fastForward('30:00');
  expect(new URL((await asked).url()).pathname).toBe('/session/rest');
  expect(Number(await (await asked).text())).toBeGreaterThan(0);
  await steps.see(page, 'Select your login method');
  await expect(page.getByRole('main')).toContainText('You were signed out: you did nothing for a while');
});

test('a page that was left learns that its session was used elsewhere', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.clock.install();
  await page.goto('/profile');
  await page.locator('html[data-islands="ready"]').waitFor({ state: 'attached' });
  await page.clock.runFor(1_000);
  const asked = page.waitForResponse('**/session/rest');
  await page.clock.fastForward('30:00');
  expect((await asked).status()).toBe(200);
  await page.clock.runFor(2_000);
  await expect(page.getByRole('dialog')).toBeHidden();
  await steps.see(page, 'Your profile');
});

test('a password is shown and hidden again, and is hidden when the form is sent', async ({ page }) => {
  await page.goto('/sign-in/microsoft-authenticator');
  const field = page.getByLabel('Password', { exact: true });
  await field.fill('turnip');
  await expect(field).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(field).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(field).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await steps.press(page, 'Continue');
  await expect(field).toHaveAttribute('type', 'password');
});

test('a new password is judged while it is typed, in words', async ({ page, context, server, person }) => {
  const id = await shortcut.withProof(context, server, person);
  await page.goto(`/register/${id}/password`);
  const field = page.getByLabel('Password', { exact: true });
  for (const [password, words] of [
    ['password1', 'Strength: weak.'],
    [steps.PASSWORD, 'Strength: strong.'],
  ]) {
    await field.fill(password);
    await expect(page.getByRole('status').filter({ hasText: words })).toBeVisible();
  }
  await field.fill('');
  await expect(page.getByText(/^Strength:/)).toHaveCount(0);
});

test('the error summary takes the focus, and its links lead into the fields', async ({ page }) => {
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.press(page, 'Continue');
  await expect(page.locator('.nhsuk-error-summary')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Enter your password' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
});

test('the notice that something is done takes the focus', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  await page.goto('/profile/mobile');
  await page.getByLabel('Your mobile number').fill('07700 900982');
  await steps.press(page, 'Save');
  await expect(page.locator('.nhsuk-notification-banner')).toBeFocused();
});

test('the browser bundle is loaded where a page has an island, and nowhere else', async ({ page, context, server, person }) => {
  const loaded = [];
  page.on('request', (request) => {
    if (/\.wasm$|\/app[^/]*\.js$/.test(request.url())) loaded.push(request.url());
  });
  for (const path of ['/sign-in', '/help', '/help/email-domains', '/help/terms', '/signed-out', '/no/such/page']) {
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(loaded, path).toEqual([]);
  }
  await shortcut.enrolling(context, server, person);
  await page.goto('/', { waitUntil: 'networkidle' });
  expect(loaded.filter((url) => url.endsWith('.wasm'))).toHaveLength(1);
});

test.describe('where scripts cannot be fetched', () => {
  test.use({ tolerant: true });

  test('a form works before the browser bundle has arrived, and without it', async ({ page, context, server, person }) => {
    await shortcut.withLink(context, server, person);
    await page.route('**/*.wasm', (route) => route.abort());
    await page.route('**/app*.js', (route) => route.abort());
    await steps.askForLink(page);
    await steps.press(page, 'Open the link on this device');
    await steps.see(page, 'What is your Care Identity email address?');
  });
});
