// The pages of a smartcard, with a card that ends within 90 days.

import { PASSCODE } from './card.js';
import * as shortcut from './shortcut.js';
import * as steps from './steps.js';
import { expireCard } from './time.js';

/** @typedef {import('./gallery.js').View} View */

const SIGN_IN = 'Sign in with your smartcard';
const to = (path) => ({ page }) => page.goto(path);

/** @param {import('./card.js').Machine} machine @returns {View[]} */
export function card(machine) {
  return [
    { name: 'card-help', go: to('/help/smartcard') },
    { name: 'card-help-none', go: to('/help/smartcard?q=unknown-to-us') },
    { name: 'card-help-one', go: to('/help/smartcard/CARD-001') },
    { name: 'card-sign-in', go: to('/sign-in/smartcard') },
    {
      name: 'card-no-agent',
      go: async ({ page }) => {
        await steps.press(page, SIGN_IN);
        await page.getByRole('main').getByRole('alert').waitFor();
      },
    },
    {
      name: 'card-wrong-passcode',
      go: async ({ page, person }) => {
        await machine.newCard(person, 60);
        await machine.startAgent();
        await machine.willAnswer('yes', 'pin 135790');
        await page.goto('/sign-in/smartcard');
        await steps.press(page, SIGN_IN);
        await steps.seeError(page, SIGN_IN, 'The passcode is wrong');
      },
    },
    {
      name: 'card-home',
      go: async ({ page }) => {
        await machine.willAnswer(`pin ${PASSCODE}`);
        await steps.press(page, SIGN_IN);
        await steps.see(page, 'Care Identity Management');
      },
    },
    { name: 'card-profile', go: to('/profile') },
    { name: 'card-authenticators', go: to('/authenticators') },
    { name: 'card', go: to('/smartcard') },
    { name: 'card-renew', go: to('/smartcard/renew') },
    {
      name: 'card-renew-broken-off',
      go: async ({ page }) => {
        await machine.willAnswer('cancel');
        await steps.press(page, 'Renew your smartcard');
        await steps.seeError(page, 'Renew your own smartcard', 'No passcode was entered');
      },
    },
    {
      name: 'card-renewed',
      go: async ({ page }) => {
        await machine.willAnswer(`pin ${PASSCODE}`);
        await steps.press(page, 'Go on with the renewal');
        await steps.see(page, 'Your smartcard');
      },
    },
    {
      name: 'card-renew-too-early',
      go: async ({ page, server, person }) => {
        await expireCard(server, person, -500);
        await page.goto('/smartcard/renew');
      },
    },
    { name: 'card-home-good', go: to('/') },
    { name: 'card-passcode', go: to('/smartcard/passcode') },
    {
      name: 'card-passcode-uncertain',
      go: async ({ page }) => {
        await machine.misbehave('crash-sign');
        await machine.willAnswer(`pin ${PASSCODE}`, 'pin 740285', 'pin 740285');
        await steps.press(page, 'Change smartcard passcode');
        await steps.seeError(page, 'Change smartcard passcode', 'Your smartcard may have the new passcode');
        await machine.misbehave('');
      },
    },
    { name: 'card-unblock', go: to('/smartcard/unblock') },
    { name: 'card-sign-in-again', go: to('/sign-in/again?to=/profile') },
    {
      name: 'card-home-expired',
      go: async ({ page, server, person }) => {
        await expireCard(server, person, 2);
        await page.goto('/');
      },
    },
    { name: 'card-expired', go: to('/smartcard') },
    {
      name: 'card-choose',
      go: async ({ page, context, server }) => {
        await machine.newCard(await server.addPerson({ given: 'Bao' }));
        // The module looks for new tokens when it starts.
        await machine.stopAgent();
        await machine.startAgent();
        await context.clearCookies();
        await page.goto('/sign-in/smartcard');
        await steps.press(page, SIGN_IN);
        await page.getByRole('main').getByRole('radio').first().waitFor();
      },
    },
    {
      name: 'card-choose-error',
      go: async ({ page }) => {
        await steps.press(page, SIGN_IN);
        await steps.seeError(page, SIGN_IN, 'Select your smartcard');
      },
    },
    {
      name: 'card-none',
      go: async ({ page, context, server }) => {
        await context.clearCookies();
        await shortcut.enrolling(context, server, await server.addPerson());
        await page.goto('/smartcard');
      },
    },
  ];
}
