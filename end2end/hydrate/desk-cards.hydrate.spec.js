// Smartcards at the desk of a Registration Authority: the person is there, and the card is in the desk's reader.

import { PASSCODE } from '../support/card.js';
import * as desk from '../support/desk.js';
import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test.describe.configure({ timeout: 120_000 });

const UNBLOCK = 'Unblock the smartcard';
const NEW_PASSCODE = '46802917';

/** Somebody whom the desk looks after, on their page. */
async function atTheDesk(page, context, server, given) {
  await desk.organisations(server);
  await desk.sitDown(context, server);
  const identifier = await desk.create(context, server, given);
  return { identifier, name: `${given} Example`, page: `/ra/people/${identifier}` };
}

test('a card is unblocked at the desk, with the person there', async ({ page, context, server, machine, anotherBrowser }) => {
  const nia = await atTheDesk(page, context, server, 'Nia');
  await machine.newCard(nia);
  await machine.startAgent();
  await page.goto(nia.page);
  await expect(page.getByRole('main')).toContainText('Works until');
  await page.getByRole('link', { name: 'Unblock the smartcard' }).click();
  await steps.see(page, UNBLOCK);
  await steps.press(page, 'Go on');
  await steps.seeError(page, UNBLOCK, 'Confirm that the person is here with you');
  await page.getByLabel('The person is here with me').check();
  await page.getByLabel('Reason').fill('forgot the passcode');
  await steps.press(page, 'Go on');
  await steps.see(page, UNBLOCK);
  await test.step('what is cancelled is begun again on the same page', async () => {
    await machine.willAnswer('yes', 'cancel');
    await steps.press(page, UNBLOCK);
    await steps.seeError(page, UNBLOCK, 'No passcode was entered');
  });
  await machine.willAnswer(`pin ${NEW_PASSCODE}`, `pin ${NEW_PASSCODE}`);
  await steps.press(page, UNBLOCK);
  await steps.see(page, nia.name);
  await expect(page.getByRole('main')).toContainText('The smartcard is unblocked, and has a new passcode.');
  await test.step('the card signs its holder in with it', async () => {
    const other = await anotherBrowser();
    await other.goto('/sign-in/smartcard');
    await machine.willAnswer('yes', `pin ${PASSCODE}`);
    await steps.press(other, 'Sign in with your smartcard');
    await steps.seeError(other, 'Sign in with your smartcard', 'The passcode is wrong');
    await machine.willAnswer(`pin ${NEW_PASSCODE}`);
    await steps.press(other, 'Sign in with your smartcard');
    await steps.see(other, `${steps.SERVICE} Management`);
  });
});
