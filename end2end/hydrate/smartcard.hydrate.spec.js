// Smartcards, with the real agent and a token of SoftHSM2.

import { PASSCODE } from '../support/card.js';
import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

test.describe.configure({ timeout: 120_000 });

const SIGN_IN = 'Sign in with your smartcard';
/** Another passcode for it. */
const NEW_PASSCODE = '46802917';

/** Signed in with a new card that is good for so many days. */
async function signedIn(page, machine, person, days) {
  await machine.newCard(person, days);
  await machine.startAgent();
  await machine.willAnswer('yes', `pin ${PASSCODE}`);
  await choose(page);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
}

async function choose(page) {
  await page.goto('/sign-in');
  await page.getByRole('radio', { name: 'Smartcard' }).check();
  await steps.press(page, 'Continue');
  await steps.see(page, SIGN_IN);
}

test('a card signs in: chosen, allowed, its passcode given, and it is very high confidence', async ({ page, machine, person }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await machine.willAnswer('yes', `pin ${PASSCODE}`);
  await choose(page);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
  await expect(page.getByRole('banner')).toContainText(person.name);
  const windows = await machine.windows();
  expect(windows).toContain(new URL(page.url()).origin);
  await page.goto('/sessions');
  await expect(page.getByRole('main')).toContainText('AAL3');
});

test('the browser is allowed once, and a wrong passcode is told with its code', async ({ page, machine, person }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await choose(page);
  await machine.willAnswer('yes', 'pin 135790');
  await steps.press(page, SIGN_IN);
  await steps.seeError(page, SIGN_IN, 'The passcode is wrong');
  await expect(page.getByRole('main')).toContainText('CARD-302');
  await machine.willAnswer(`pin ${PASSCODE}`);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
});

test('no agent, and no card: each has its cause and cure, and a page that is found by its code', async ({ page, machine, person }) => {
  await choose(page);
  await steps.press(page, SIGN_IN);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The smartcard software was not found');
  await page.getByRole('link', { name: 'What this means' }).click();
  await expect(page).toHaveURL(/\/help\/smartcard\/CARD-001$/);
  await steps.see(page, 'The smartcard software was not found');
  await page.goto('/help/smartcard');
  await page.getByLabel('Code, or words of the message').fill('400_645');
  await steps.press(page, 'Search');
  await steps.see(page, 'The smartcard software was not found');

  await machine.startAgent();
  await machine.willAnswer('no');
  await choose(page);
  await steps.press(page, SIGN_IN);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('You did not allow this site to use your smartcard');
  await machine.stopAgent();
  await machine.startAgent();
  await machine.willAnswer('yes');
  await steps.press(page, 'Try again');
  await steps.seeError(page, SIGN_IN, 'No smartcard is in the reader');
  await expect(page.getByRole('main')).toContainText('CARD-202');
});

test('a card that ends within 90 days is renewed, and the new certificates sign in', async ({ page, machine, person }) => {
  await signedIn(page, machine, person, 60);
  await page.getByRole('link', { name: 'View your profile' }).click();
  await page.getByRole('main').getByRole('link', { name: /^Look after/ }).click();
  await steps.see(page, 'Your smartcard');
  await expect(page.getByRole('main')).toContainText('Until then you can renew it yourself.');
  await page.getByRole('button', { name: 'Renew your smartcard' }).click();
  await steps.see(page, 'Renew your own smartcard');
  await test.step('broken off: nothing is lost, and it goes on', async () => {
    await machine.willAnswer('cancel');
    await steps.press(page, 'Renew your smartcard');
    await steps.seeError(page, 'Renew your own smartcard', 'No passcode was entered');
    await expect(page.getByRole('main')).toContainText('It goes on with step 1');
  });
  await machine.willAnswer(`pin ${PASSCODE}`);
  await steps.press(page, 'Go on with the renewal');
  await expect(page.getByRole('main').getByRole('status')).toContainText('Step 1 of 4');
  await steps.see(page, 'Your smartcard');
  await expect(page.getByRole('main')).toContainText('Your smartcard is renewed. It works until');
  await expect(page.getByRole('main')).not.toContainText('it was broken off');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await steps.see(page, 'You are signed out');
  await machine.willAnswer(`pin ${PASSCODE}`);
  await choose(page);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
});

test('a card that is good for long says from when it can be renewed, and nobody without a card is left wondering', async ({ page, context, server, machine, person }) => {
  await signedIn(page, machine, person);
  await page.getByRole('link', { name: 'Renew your own smartcard' }).click();
  await steps.see(page, 'Renew your own smartcard');
  await expect(page.getByRole('main')).toContainText('90 days before it expires');
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await context.clearCookies();
  await shortcut.signedIn(context, server, await server.addPerson());
  await page.goto('/smartcard/renew');
  await expect(page.getByRole('main')).toContainText('You have no smartcard.');
});

test('a browser that lets no site reach this computer is told apart, with what to set', async ({ playwright, server, machine }, { project }) => {
  await machine.startAgent();
  await machine.willAnswer('yes');
  // As if the site were somewhere on the internet.
  const args = [.../** @type {any} */ (project.use).launchOptions.args, `--ip-address-space-overrides=127.0.0.1:${server.port}=public`];
  const browser = await playwright.chromium.launch({ .../** @type {any} */ (project.use).launchOptions, args });
  const context = await browser.newContext({ baseURL: server.url });
  await context.grantPermissions([]);
  const page = await context.newPage();
  await choose(page);
  await steps.press(page, SIGN_IN);
  const said = page.getByRole('main').getByRole('alert');
  await expect(said).toContainText('Your browser does not let this page reach your card reader');
  await expect(said).toContainText('CARD-004');
  await context.grantPermissions(['local-network-access']);
  await steps.press(page, 'Try again');
  await steps.seeError(page, SIGN_IN, 'No smartcard is in the reader');
  await browser.close();
});

test('the passcode is changed in windows of the computer, and its holder is told', async ({ page, context, server, machine, person }) => {
  await shortcut.withEmail(context, server, person);
  await context.clearCookies();
  await signedIn(page, machine, person);
  await page.getByRole('link', { name: 'Change smartcard passcode' }).click();
  await steps.see(page, 'Change smartcard passcode');
  await test.step('a wrong one changes nothing', async () => {
    await machine.willAnswer('pin 135790');
    await steps.press(page, 'Change smartcard passcode');
    await steps.seeError(page, 'Change smartcard passcode', 'The passcode is wrong');
  });
  await machine.willAnswer(`pin ${PASSCODE}`, 'pin 123456', `pin ${NEW_PASSCODE}`, `pin ${NEW_PASSCODE}`);
  await steps.press(page, 'Change smartcard passcode');
  await steps.see(page, 'Your smartcard');
  await expect(page.getByRole('main')).toContainText('The passcode of your smartcard was changed.');
  expect(await machine.windows()).toContain('Not a run of digits like 123456.');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await machine.willAnswer(`pin ${NEW_PASSCODE}`);
  await choose(page);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
});
