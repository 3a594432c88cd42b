// What follows when the card that opened a session is taken out, whichever page is there to notice it.

import { Machine } from '../support/card.js';
import { signIn, signInFirst } from '../support/card-steps.js';
import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test.describe.configure({ timeout: 120_000 });

const OUT = 'Your smartcard was taken out';
const SOON = { timeout: 20_000 };
const dialog = (page) => page.getByRole('dialog', { name: OUT });
/** A page that begins asks what is there; when it asks for news, it has acted on the answer. */
async function openAndLook(page, path) {
  let begun = false;
  const news = page.waitForRequest((request) => {
    const was = begun;
    begun ||= request.url().includes('/v1/watch?seen=0');
    return was && request.url().includes('/v1/watch');
  }, SOON);
  const first = page.waitForResponse((response) => response.url().includes('/v1/watch?seen=0'), SOON);
  await page.goto(path);
  expect((await (await first).json()).answer).toBe('cards');
  await news;
}
const signedOut = (page) => expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed out', SOON);

/** Signed in with a card, where this follows when it is taken out. */
async function signedInWhere(removal, { browser, ownServer }) {
  const server = await ownServer({ settings: { CARD_REMOVAL: removal } });
  const machine = await Machine.start(server);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await machine.newCard(await server.addPerson());
  await machine.startAgent();
  await signInFirst(page, machine);
  return { machine, context, page };
}

test('when the card is taken out its person is asked, and may stay or sign out', async ({ page, machine, person }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await signInFirst(page, machine);
  const stays = () => page.evaluate(() => localStorage.getItem('card-without'));
  await machine.misbehave('absent');
  await expect(dialog(page)).toBeVisible(SOON);
  await dialog(page).getByRole('button', { name: 'Stay signed in' }).click();
  await expect(dialog(page)).toBeHidden();
  await test.step('whoever stays is not asked on each page', async () => {
    await openAndLook(page, '/profile');
    await expect(dialog(page)).toBeHidden();
  });
  await machine.misbehave('');
  await expect.poll(stays, SOON).toBe('');
  await machine.misbehave('absent');
  await dialog(page).getByRole('button', { name: 'Sign out' }).click(SOON);
  await steps.see(page, 'You are signed out');
});

test('a card that was taken out while no page was open is noticed by the next one', async ({ page, context, machine, person }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await signInFirst(page, machine);
  await page.close();
  await machine.misbehave('absent');
  const next = await context.newPage();
  await next.goto('/profile');
  await expect(dialog(next)).toBeVisible(SOON);
});

test('where the operator wants it, the session ends when the card is taken out, and not when its software fails', async ({ browser, ownServer, turn: _ }) => {
  const { machine, context, page } = await signedInWhere('end', { browser, ownServer });
  await machine.misbehave('crash');
  const failed = page.waitForResponse(async (response) => response.url().includes('/v1/watch') && (await response.text()).includes('module-fails'));
  await page.goto('/profile');
  await failed;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your profile');
  await machine.misbehave('');
  await page.goto('/profile');
  await machine.misbehave('absent');
  await signedOut(page);
  await page.goto('/profile');
  await expect(page).toHaveURL(/\/sign-in/);
  await context.close();
  await machine.remove();
});

test('the session ends in a new tab, too, that never saw the card, and on a page that works with it', async ({ browser, ownServer, turn: _ }) => {
  const { machine, context, page } = await signedInWhere('end', { browser, ownServer });
  await page.close();
  await machine.misbehave('absent');
  const next = await context.newPage();
  await next.goto('/profile');
  await signedOut(next);
  await machine.misbehave('');
  await signIn(next, machine);
  await next.goto('about:blank');
  await machine.misbehave('absent');
  await next.goto('/smartcard/renew');
  await signedOut(next);
  await context.close();
  await machine.remove();
});

test('where the operator wants nothing, nobody asks for the card, and the session stays without it', async ({ browser, ownServer, turn: _ }) => {
  const { machine, context, page } = await signedInWhere('nothing', { browser, ownServer });
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));
  await machine.misbehave('absent');
  for (const path of ['/profile', '/smartcard', '/']) {
    await page.goto(path);
    await expect(page.getByRole('banner')).toContainText('Sign out');
    await expect(page.locator('[data-card-watch]')).toHaveCount(0);
  }
  // Longer than a page that watches takes to see it.
  await page.waitForTimeout(8_000);
  await expect(dialog(page)).toBeHidden();
  expect(asked).not.toHaveLength(0);
  expect(asked.filter((url) => url.includes('/v1/'))).toEqual([]);
  await page.goto('/profile');
  await steps.see(page, 'Your profile');
  await context.close();
  await machine.remove();
});

test('seven tabs reach the card as one does, and all of them notice that it is gone', async ({ page, context, machine, person }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await signInFirst(page, machine);
  const tabs = [page];
  while (tabs.length < 6) {
    const tab = await context.newPage();
    await tab.goto('/profile');
    tabs.push(tab);
  }
  const seventh = await context.newPage();
  await seventh.goto('/smartcard/passcode');
  await machine.willAnswer('pin 135790');
  await steps.press(seventh, 'Change smartcard passcode');
  await steps.seeError(seventh, 'Change smartcard passcode', 'The passcode is wrong');
  await machine.misbehave('absent');
  for (const tab of [...tabs, seventh]) await expect(dialog(tab)).toBeVisible({ timeout: 40_000 });
  await dialog(seventh).getByRole('button', { name: 'Stay signed in' }).click();
  for (const tab of tabs) await expect(dialog(tab)).toBeHidden();
});
