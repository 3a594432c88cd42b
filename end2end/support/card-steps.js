// What people do with a smartcard, in the words that staff know.

import { expect } from '@playwright/test';

import { PASSCODE } from './card.js';
import * as steps from './steps.js';

/** The heading and the button of each page. */
export const SIGN_IN = 'Sign in with your smartcard';
export const RENEW = 'Renew your own smartcard';
export const UNBLOCK = 'Unblock your smartcard';

/** From the list of login methods to the page of the card. @param {import('@playwright/test').Page} page */
export async function choose(page) {
  await page.context().clearCookies({ name: /session/ });
  await page.goto('/sign-in?choose=yes');
  await page.getByRole('radio', { name: 'Smartcard' }).check();
  await steps.press(page, 'Continue');
  await steps.see(page, SIGN_IN);
}

/** Signs in with the card that is in the reader. @param {import('./card.js').Machine} machine */
export async function signIn(page, machine, passcode = PASSCODE) {
  await choose(page);
  await machine.willAnswer(`pin ${passcode}`);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
}

/** The first time in a browser: the agent asks whether this site may use the card. */
export async function signInFirst(page, machine) {
  await choose(page);
  await machine.willAnswer('yes', `pin ${PASSCODE}`);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
}

/** The button that begins a renewal, or goes on with it. */
export const goOn = (page) => page.getByRole('main').getByRole('button', { name: /^(Renew your smartcard|Go on with the renewal)$/ }).click();

/** Renews the card, or goes on with it, to the end. */
export async function renew(page, machine) {
  await page.goto('/smartcard/renew');
  await machine.willAnswer(`pin ${PASSCODE}`, `pin ${PASSCODE}`);
  await goOn(page);
  await steps.see(page, 'Your smartcard');
  await expect(page.getByRole('main')).toContainText('Your smartcard is renewed. It works until');
}

/** What the page says by itself when it cannot go on. */
export const trouble = (page) => page.getByRole('main').getByRole('alert');
