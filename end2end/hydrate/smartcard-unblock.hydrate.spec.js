// A smartcard is unblocked by its holder, who shows another authenticator of very high confidence.

import { PASSCODE } from '../support/card.js';
import { Device } from '../support/device.js';
import { KEY, register, signInWith } from '../support/devices.js';
import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

test.use({ accepted: ['security-key'] });
test.describe.configure({ timeout: 120_000 });

const UNBLOCK = 'Unblock your smartcard';
const NEW_PASSCODE = '46802917';

test('a card is unblocked after a sign-in with another authenticator, and has the new passcode', async ({ page, context, server, person, machine }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await shortcut.withEmail(context, server, person);
  await Device.attach(page, KEY.what);
  await register(page, KEY);
  await steps.signOut(page);
  await signInWith(page, KEY);
  await steps.see(page, `${steps.SERVICE} Management`);
  await page.goto('/smartcard');
  await page.getByRole('link', { name: UNBLOCK }).click();
  await steps.see(page, UNBLOCK);
  await machine.willAnswer('yes', `pin ${NEW_PASSCODE}`, `pin ${NEW_PASSCODE}`);
  await steps.press(page, UNBLOCK);
  await steps.see(page, 'Your smartcard');
  await expect(page.getByRole('main')).toContainText('Your smartcard is unblocked, and has the new passcode.');
  await steps.signOut(page);

  await page.goto('/sign-in/smartcard');
  await machine.willAnswer(`pin ${PASSCODE}`);
  await steps.press(page, 'Sign in with your smartcard');
  await steps.seeError(page, 'Sign in with your smartcard', 'The passcode is wrong');
  await machine.willAnswer(`pin ${NEW_PASSCODE}`);
  await steps.press(page, 'Sign in with your smartcard');
  await steps.see(page, `${steps.SERVICE} Management`);
  await test.step('the card itself unblocks nothing', async () => {
    await page.goto('/smartcard/unblock');
    await expect(page.getByRole('main').getByRole('button')).toHaveText('Sign in with another authenticator');
  });
});
