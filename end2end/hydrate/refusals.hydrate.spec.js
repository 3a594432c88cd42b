// What a browser says when it does not ask a device at all, or refuses for reasons that are not the person's: each in words of its own.

import { KEY, toDevice } from '../support/devices.js';
import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

/** What the page says of a refusal of browser or device. */
const refusal = (page) => page.getByRole('main').getByRole('alert');

/** Lets the browser's own answer be an error of this name. */
const fails = (error) => {
  const refuse = () => Promise.reject(new DOMException(error.message, error.name));
  navigator.credentials.create = refuse;
  navigator.credentials.get = refuse;
};

const REGISTERING = [
  {
    name: 'a browser that does not know passkeys',
    break: () => Object.defineProperty(window, 'PublicKeyCredential', { value: undefined }),
    says: 'This browser cannot do it.',
    next: 'Use a current version of Chrome, Edge, Firefox or Safari, or choose another type of authenticator.',
  },
  {
    name: 'a browser that cannot do what was asked',
    break: fails,
    with: { name: 'NotSupportedError', message: 'none of the algorithms' },
    says: 'This browser cannot do it.',
    next: 'Use a current version of Chrome, Edge, Firefox or Safari, or choose another type of authenticator.',
  },
  {
    name: 'a rule of the organisation',
    break: fails,
    with: { name: 'NotAllowedError', message: "The 'publickey-credentials-create' feature is not enabled in this document. Permissions Policy may be used to delegate it." },
    says: 'The settings of this browser forbid it.',
    next: 'Ask your IT department to allow passkeys and security keys for this address, or choose another type of authenticator.',
  },
  {
    name: 'a connection that is not trusted',
    break: () => Object.defineProperty(window, 'isSecureContext', { value: false }),
    says: 'Your browser does not trust the connection to this page.',
    next: 'Check that the address begins with https and is the one that you were given, then load the page again.',
  },
  {
    name: 'an address that keys are not for',
    break: fails,
    with: { name: 'SecurityError', message: 'The relying party ID is not a registrable domain suffix of the current domain.' },
    says: 'Your browser does not trust the connection to this page.',
    next: 'Check that the address begins with https and is the one that you were given, then load the page again.',
  },
  {
    name: 'a device that holds a key of this person',
    break: fails,
    with: { name: 'InvalidStateError', message: 'excluded' },
    says: 'This device is registered with your Care Identity already.',
    next: 'It works as it is, so nothing needs to be replaced.',
  },
];

for (const each of REGISTERING) {
  test(`${each.name} is told in words of its own, with what to do next`, async ({ page, context, server, person }) => {
    await shortcut.signedIn(context, server, person);
    await toDevice(page, KEY);
    await page.evaluate(each.break, each.with);
    await steps.press(page, 'Register Security key');
    await expect(refusal(page)).toContainText(each.says);
    await expect(refusal(page)).toContainText(each.next);
    await expect(page.getByRole('main').getByRole('button', { name: 'Try again' })).toBeVisible();
  });
}

test('a sign-in that the browser breaks off does not speak of a device that is registered', async ({ page }) => {
  await page.goto('/sign-in/security-key');
  await page.evaluate(fails, { name: 'InvalidStateError', message: 'busy' });
  await steps.press(page, KEY.enter);
  await expect(refusal(page)).toContainText('Your device did not answer as it should.');
  await expect(refusal(page)).not.toContainText('registered');
});
