// The pages of a smartcard, with a card that ends within 90 days.

import { PASSCODE } from './card.js';
import { Device } from './device.js';
import { KEY, register, signInWith } from './devices.js';
import * as shortcut from './shortcut.js';
import * as steps from './steps.js';
import { expireCard } from './time.js';

/** @typedef {import('./gallery.js').View} View */

const SIGN_IN = 'Sign in with your smartcard';
const to = (path) => ({ page }) => page.goto(path);

/** To the page of an own card that is blocked, in the state that these words tell. */
async function seeUnblock(page, words) {
  await page.goto('/smartcard/unblock');
  await page.getByRole('main').getByText(words).first().waitFor();
}

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
    {
      name: 'card-taken-out',
      go: async ({ page }) => {
        await machine.misbehave('absent');
        await page.getByRole('dialog', { name: 'Your smartcard was taken out' }).waitFor();
      },
    },
    {
      name: 'card-stays',
      go: async ({ page }) => {
        await page.getByRole('button', { name: 'Stay signed in' }).click();
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
        await machine.misbehave('');
      },
    },
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
    {
      name: 'card-unblock-no-other',
      go: ({ page }) => seeUnblock(page, 'None of your other authenticators gives very high confidence'),
    },
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
      name: 'card-unblock-expired',
      go: ({ page }) => seeUnblock(page, 'This card has expired or was taken back'),
    },
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
      name: 'card-unblock-no-key',
      go: async ({ page, context, server }) => {
        const person = await server.addPerson({ given: 'Cara' });
        // Whoever made this card gave nobody here the key that unblocks it.
        await machine.newCard(person, 60, { unblockingKey: false });
        await context.clearCookies();
        await shortcut.enrolling(context, server, person);
        await seeUnblock(page, 'Nobody here has what unblocks this card');
      },
    },
    {
      name: 'card-unblock-sign-in',
      go: async ({ page, context, server }) => {
        const person = await server.addPerson({ given: 'Dina' });
        await machine.newCard(person, 60);
        await context.clearCookies();
        await shortcut.withEmail(context, server, person);
        await server.cli('setting', 'set', 'accept-unattested', 'security-key');
        await Device.attach(page, KEY.what);
        await register(page, KEY);
        await seeUnblock(page, 'Sign in with another authenticator');
      },
    },
    {
      name: 'card-unblock',
      go: async ({ page, server }) => {
        await steps.signOut(page);
        await signInWith(page, KEY);
        await steps.see(page, 'Care Identity Management');
        // What other tests of this server expect.
        await server.cli('setting', 'unset', 'accept-unattested');
        await page.goto('/smartcard/unblock');
        await page.getByRole('main').getByRole('button', { name: 'Unblock your smartcard' }).waitFor();
      },
    },
    {
      name: 'card-unblock-lost',
      go: async ({ page }) => {
        await page.goto('/authenticators');
        await page.getByRole('link', { name: /^Report lost or stolen Smartcard/ }).click();
        await steps.press(page, 'Report lost or stolen');
        await seeUnblock(page, 'This card is reported lost');
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
