// Smartcards at the desk of a Registration Authority: the person is there, and the card is in the desk's reader.

import { PASSCODE } from '../support/card.js';
import * as desk from '../support/desk.js';
import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test.describe.configure({ timeout: 120_000 });

const UNBLOCK = 'Unblock the smartcard';
const ISSUE = 'Issue a smartcard';
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
  await page.getByRole('button', { name: UNBLOCK }).click();
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

test('a card is issued at the desk, and later its holder gets it afresh', async ({ page, context, server, machine, anotherBrowser }) => {
  const noa = await atTheDesk(page, context, server, 'Noa');
  await machine.startAgent();
  await page.goto(noa.page);
  await page.getByRole('button', { name: ISSUE }).click();
  await steps.see(page, ISSUE);
  await page.getByLabel('The person is here with me').check();
  await page.getByLabel('Reason').fill('starts today');
  await steps.press(page, 'Go on');
  await test.step('what is broken off counts for nothing, and goes on with the same card', async () => {
    await machine.willAnswer('yes', `pin ${PASSCODE}`, `pin ${PASSCODE}`);
    // The card is initialised and has its keys, and nobody hears of it.
    let answers = 0;
    await page.route('**/relay?*', (route) => (++answers < 2 ? route.continue() : route.abort('connectionfailed')));
    await steps.press(page, ISSUE);
    await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
    expect(answers).toBe(2);
    await page.unroute('**/relay?*');
    await machine.willAnswer('cancel');
    await page.reload();
    await steps.press(page, ISSUE);
    await steps.seeError(page, ISSUE, 'No passcode was entered');
  });
  await machine.willAnswer(`pin ${PASSCODE}`, `pin ${PASSCODE}`);
  await steps.press(page, ISSUE);
  await steps.see(page, noa.name);
  await expect(page.getByRole('main')).toContainText('The smartcard is theirs. It works until');
  await expect(page.getByRole('main')).toContainText('Smartcard number');
  const other = await anotherBrowser();
  await test.step('the card signs its holder in', async () => {
    await other.goto('/sign-in/smartcard');
    await machine.willAnswer('yes', `pin ${PASSCODE}`);
    await steps.press(other, 'Sign in with your smartcard');
    await steps.see(other, `${steps.SERVICE} Management`);
  });
  await test.step('the same card is issued afresh', async () => {
    await page.getByRole('button', { name: ISSUE }).click();
    await page.getByLabel('The card that they have').check();
    await page.getByLabel('The person is here with me').check();
    await page.getByLabel('Reason').fill('it was blocked');
    await steps.press(page, 'Go on');
    await steps.seeError(page, ISSUE, 'They have a smartcard. Tick the box to replace it');
    await page.getByLabel('Replace the smartcard that they have').check();
    await steps.press(page, 'Go on');
    await steps.seeError(page, 'Ask for an approval', 'whoever holds the smartcard and knows its passcode can sign in');
    await page.getByLabel('Reason').fill('it was blocked');
    await steps.press(page, 'Ask for an approval');
    await expect(page.getByRole('main')).toContainText('It waits for a colleague.');
    const colleague = await anotherBrowser();
    await desk.sitDown(colleague.context(), server, 'Daniel');
    await colleague.goto('/ra');
    await colleague.getByRole('link', { name: `Decide about ${noa.name}` }).click();
    await expect(colleague.getByRole('main')).toContainText('Issue an authenticator: Smartcard, in place of the one that they have');
    await colleague.getByLabel('Approve').check();
    await colleague.getByLabel('Reason').fill('spoke with them');
    await steps.press(colleague, 'Decide');
    await page.goto(`${noa.page}/smartcard/issue`);
    await page.getByLabel('The card that they have').check();
    await page.getByLabel('Replace the smartcard that they have').check();
    await page.getByLabel('The person is here with me').check();
    await page.getByLabel('Reason').fill('it was blocked');
    await steps.press(page, 'Go on');
    await machine.willAnswer(`pin ${NEW_PASSCODE}`, `pin ${NEW_PASSCODE}`);
    await steps.press(page, ISSUE);
    await steps.see(page, noa.name);
    await steps.signOut(other);
    await other.goto('/sign-in/smartcard');
    await machine.willAnswer(`pin ${NEW_PASSCODE}`);
    await steps.press(other, 'Sign in with your smartcard');
    await steps.see(other, `${steps.SERVICE} Management`);
  });
});
