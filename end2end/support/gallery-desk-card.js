// The pages of smartcards at the desk of a Registration Authority, with a card that ends within 90 days.

import * as desk from './desk.js';
import * as steps from './steps.js';

/** @typedef {import('./gallery.js').View} View */

const UNBLOCK = 'Unblock the smartcard';

/** @param {import('./card.js').Machine} machine @returns {View[]} */
export function deskCard(machine) {
  const kept = /** @type {any} */ ({});
  const about = (rest) => ({ page }) => page.goto(`/ra/people/${kept.id}${rest}`);
  const press = (button) => ({ page }) => steps.press(page, button);
  const fill = async (page) => {
    await page.getByLabel('The person is here with me').check();
    await page.getByLabel('Reason').fill('forgot the passcode');
  };
  return [
    {
      name: 'desk-card-person',
      go: async ({ page, context, server }) => {
        await desk.organisations(server);
        await desk.sitDown(context, server);
        kept.id = await desk.create(context, server, 'Uma');
        await machine.newCard({ identifier: kept.id, name: 'Uma Example' }, 10);
        await machine.startAgent();
        await page.goto(`/ra/people/${kept.id}`);
      },
    },
    { name: 'desk-card-home', go: ({ page }) => page.goto('/ra') },
    { name: 'desk-card-list', go: ({ page }) => page.goto('/ra/lists/ending-smartcards') },
    { name: 'desk-card-unblock', go: about('/smartcard/unblock') },
    { name: 'desk-card-unblock-error', go: press('Go on') },
    {
      name: 'desk-card-unblock-reader',
      go: async ({ page }) => {
        await fill(page);
        await steps.press(page, 'Go on');
        await page.getByRole('button', { name: UNBLOCK }).waitFor();
      },
    },
    {
      name: 'desk-card-unblock-reader-error',
      go: async ({ page }) => {
        await machine.willAnswer('yes', 'cancel');
        await steps.press(page, UNBLOCK);
        await steps.seeError(page, UNBLOCK, 'No passcode was entered');
      },
    },
    { name: 'desk-card-again', go: about('/smartcard/issue') },
    {
      name: 'desk-card-again-error',
      go: async ({ page }) => {
        await fill(page);
        await steps.press(page, 'Go on');
        await steps.seeError(page, 'Issue a smartcard', 'They have a smartcard. Tick the box to replace it');
      },
    },
    {
      name: 'desk-card-again-over',
      go: async ({ page }) => {
        await page.goto(`/ra/people/${kept.id}/smartcard/issue/card`);
        await steps.press(page, 'Issue a smartcard');
        await steps.seeError(page, 'Issue a smartcard', 'The time for this was over');
      },
    },
    {
      name: 'desk-card-locked',
      go: async ({ page }) => {
        await page.goto(`/ra/people/${kept.id}`);
        await page.getByRole('link', { name: 'Lock Smartcard' }).click();
        await page.getByLabel('Reason').fill('it is lost');
        await steps.press(page, 'Lock the authenticator');
        await page.goto(`/ra/people/${kept.id}/smartcard/unblock`);
      },
    },
  ];
}
