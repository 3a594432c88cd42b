// Smartcards, with the real agent and a token of SoftHSM2.

import { PASSCODE } from '../support/card.js';
import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test.describe.configure({ timeout: 120_000 });

const SIGN_IN = 'Sign in with your smartcard';

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
