// What a browser says when it does not ask a device at all, or refuses for reasons that are not the person's: each in words of its own.

import { Device } from '../support/device.js';
import { KEY, signInWith, toDevice } from '../support/devices.js';
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
  {
    name: 'a device that cannot check who holds it, or is full',
    break: fails,
    with: { name: 'ConstraintError', message: 'user verification is not possible' },
    says: 'Your device could not check that it is you, or it is full.',
    next: 'Set a PIN, a fingerprint or your face on the device, or remove keys from it that you no longer need.',
  },
  {
    name: 'what the browser gave up',
    break: fails,
    with: { name: 'AbortError', message: 'signal is aborted without reason' },
    says: 'It was cancelled, so nothing was changed.',
    next: 'Try again, and follow what your browser shows.',
  },
  {
    name: 'an error that nobody knows',
    break: fails,
    with: { name: 'UnknownError', message: 'transient' },
    says: 'Your device did not answer as it should.',
    next: 'Take the device out and plug it in again, or lock and unlock it.',
  },
];

/** Why the server gives no challenge. */
const UNCHALLENGED = [
  {
    name: 'a network from which too many asked',
    answer: (route) => route.fulfill({ status: 429, body: 'too many' }),
    says: 'There were too many attempts from this network.',
    next: 'Wait ten minutes, then try again. Nothing is lost.',
  },
  {
    name: 'a service that cannot be reached',
    answer: (route) => route.abort('connectionrefused'),
    says: 'The service could not be reached.',
    next: 'Check your connection, then try again. What you did before is kept.',
  },
  {
    name: 'a page that came from another address',
    answer: (route) => route.fulfill({ status: 403, body: 'cross-site' }),
    says: 'Your browser does not trust the connection to this page.',
    next: 'Check that the address begins with https and is the one that you were given, then load the page again.',
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

for (const each of UNCHALLENGED) {
  test(`${each.name} is told before any device is asked, and the next try succeeds`, async ({ page, context, server, person }) => {
    await shortcut.signedIn(context, server, person);
    const device = await Device.attach(page, KEY.what);
    await toDevice(page, KEY);
    await page.route('**/register/*/challenge', each.answer);
    await steps.press(page, 'Register Security key');
    await expect(refusal(page)).toContainText(each.says);
    await expect(refusal(page)).toContainText(each.next);
    expect(await device.keys()).toHaveLength(0);
    await page.unroute('**/register/*/challenge');
    await steps.press(page, 'Try again');
    await steps.see(page, 'Registration successful');

    await steps.signOut(page);
    await page.route('**/sign-in/*/challenge', each.answer);
    await signInWith(page, KEY);
    await expect(refusal(page)).toContainText(each.says);
    await page.unroute('**/sign-in/*/challenge');
    await steps.press(page, 'Try again');
    await steps.see(page, 'Care Identity Management');
  });
}

test('a sign-in that the browser breaks off does not speak of a device that is registered', async ({ page }) => {
  await page.goto('/sign-in/security-key');
  await page.evaluate(fails, { name: 'InvalidStateError', message: 'busy' });
  await steps.press(page, KEY.enter);
  await expect(refusal(page)).toContainText('Your device did not answer as it should.');
  await expect(refusal(page)).not.toContainText('registered');
});
