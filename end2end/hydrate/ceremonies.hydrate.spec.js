// What comes between a person and a device: cancelled, too late, in two tabs, twice of one type, without a PIN.

import { Device } from '../support/device.js';
import { IPAD, KEY, KINDS, PASSKEY, register, signInWith, toDevice, toLink } from '../support/devices.js';
import { hold } from '../support/hold.js';
import { expect, test } from '../support/test.js';
import { pass } from '../support/time.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const BUTTON = 'Register Security key';

/** What the page says of a refusal of browser or device. */
const refusal = (page) => page.getByRole('main').getByRole('alert');

async function seeHeld(page, { kind }, count) {
  await page.goto('/authenticators');
  await steps.see(page, 'Your authenticators');
  await expect(page.getByRole('main').getByRole('heading', { level: 2, name: new RegExp(`^${kind}`) })).toHaveCount(count);
}

const seeKeys = (page, count) => seeHeld(page, KEY, count);

for (const each of KINDS) {
  test(`failure 10: a new ${each.kind} takes the place of the old one when it was used once, not before`, async ({ page, context, server, person, mail, anotherBrowser }) => {
    await shortcut.signedIn(context, server, person);
    const first = await Device.attach(page, each.what);
    await register(page, each);
    const other = await anotherBrowser();
    await first.carryTo(other);
    await first.remove();

    await Device.attach(page, each.what);
    await page.goto('/authenticators');
    await page.getByRole('link', { name: new RegExp(`^Replace ${each.kind}`) }).click();
    await expect(page.getByRole('main')).toContainText('It works until you sign in with the new one for the first time.');
    await register(page, each);
    await expect(page.getByRole('main')).toContainText('Sign in with it once: until then the one that it replaces works as well, and then no longer.');
    await seeHeld(page, each, 2);
    await expect(page.getByRole('main').getByText('Waits for its first use')).toHaveCount(1);

    await signInWith(other, each);
    await steps.see(other, 'Care Identity Management');
    await steps.signOut(other);

    await steps.signOut(page);
    await signInWith(page, each);
    await steps.see(page, 'Care Identity Management');
    const letter = await mail.next(person.email, (one) => /was replaced/.test(one.subject));
    expect(letter.text).toContain(`You signed in with your new ${each.kind} for the first time`);
    expect(letter.text).toContain('The old one no longer signs you in.');
    await seeHeld(page, each, 1);
    await expect(page.getByRole('main')).not.toContainText('Waits for its first use');

    await signInWith(other, each);
    await steps.seeError(other, each.enter, 'That did not sign you in.');
  });
}

test('a key does not replace itself', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, KEY.what);
  await register(page, KEY);
  await toDevice(page, KEY);
  await steps.press(page, BUTTON);
  await expect(refusal(page)).toContainText('This device is registered with your Care Identity already.');
  await expect(refusal(page)).toContainText('It works as it is, so nothing needs to be replaced.');
  expect(await device.keys()).toHaveLength(1);
  await seeKeys(page, 1);
});

test('failure 10: of two registrations of one type the later one counts, and the earlier one says that it is over', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await Device.attach(page, KEY.what);
  await toDevice(page, KEY);
  const tab = await context.newPage();
  await Device.attach(tab, KEY.what);
  await toDevice(tab, KEY);
  // A page in the background is slow, and browsers refuse to ask a device for it.
  await page.bringToFront();
  await steps.press(page, BUTTON);
  await expect(refusal(page)).toContainText('This page is too old to go on with.');
  await expect(refusal(page)).toContainText('Load the page again. It says what is left to do.');
  await page.reload();
  await steps.see(page, 'This registration is over');
  await expect(page.getByRole('main')).toContainText('A newer link takes the place of an older one.');
  await tab.bringToFront();
  await steps.press(tab, BUTTON);
  await steps.see(tab, 'Registration successful');
  await seeKeys(page, 1);
});

test('failure 10: an answer that comes after a newer registration began adds nothing', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await Device.attach(page, KEY.what);
  await toDevice(page, KEY);
  const answer = await hold(page, '**/api/register/device');
  await steps.press(page, BUTTON);
  await answer.asked;
  const tab = await context.newPage();
  await Device.attach(tab, KEY.what);
  await register(tab, KEY);
  await answer.sent();
  await steps.see(page, 'This registration is over');
  await seeKeys(page, 1);
});

test('failure 12: of two tabs of one registration one registers; the other adds nothing', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await toDevice(page, KEY);
  const tab = await context.newPage();
  await Device.attach(page, KEY.what);
  await Device.attach(tab, KEY.what);
  await tab.goto(page.url());
  await steps.see(tab, KEY.step);
  const answer = await hold(page, '**/api/register/device');
  await page.bringToFront();
  await steps.press(page, BUTTON);
  await answer.asked;
  await tab.bringToFront();
  await steps.press(tab, BUTTON);
  await steps.see(tab, 'Registration successful');
  await answer.sent();
  await seeKeys(page, 1);
});

test('a sign-in in two tabs: the second is asked once more, as it may be somebody else who signed in meanwhile', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, KEY.what);
  await register(page, KEY);
  await steps.signOut(page);
  const tab = await context.newPage();
  await device.carryTo(tab);
  await tab.goto('/sign-in/security-key');
  await signInWith(page, KEY);
  await steps.see(page, 'Care Identity Management');
  await steps.press(tab, KEY.enter);
  await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Sign in again to go on');
  await expect(tab.getByRole('alert')).toContainText('Somebody signed in in this browser meanwhile, in another tab.');
  await page.reload();
  await steps.see(page, 'Care Identity Management');
});

test('failure 12: an answer that was sent before signs nobody in', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await Device.attach(page, KEY.what);
  await register(page, KEY);
  await steps.signOut(page);
  const sent = page.waitForRequest('**/api/sign-in/device');
  await signInWith(page, KEY);
  const form = (await sent).postData() ?? '';
  await steps.see(page, 'Care Identity Management');
  await steps.signOut(page);
  const again = await context.request.post('/api/sign-in/device', {
    data: form,
    headers: { origin: server.url, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
  });
  expect(await again.text()).toContain('The time for this was over, or it was used already. Try again.');
  await page.goto('/profile');
  await steps.see(page, 'Select your login method');
});

test('whoever does not touch the key may leave, come back and try again', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, KEY.what);
  await device.setTouched(false);
  await toDevice(page, KEY);
  const here = page.url();
  await steps.press(page, BUTTON);
  await expect(page.getByRole('status').filter({ hasText: 'Waiting for your device.' })).toBeVisible();
  await expect(page.getByRole('button', { name: BUTTON })).toHaveAttribute('aria-disabled', 'true');
  await page.goto('/');
  await steps.see(page, 'Care Identity Management');
  expect(await device.keys()).toHaveLength(0);
  await device.setTouched(true);
  await page.goto(here);
  await steps.press(page, BUTTON);
  await steps.see(page, 'Registration successful');
  expect(await device.keys()).toHaveLength(1);
});

for (const each of [IPAD, PASSKEY]) {
  test(`${each.kind}: what is put away registers nothing and signs nobody in; the next try does, and steps up`, async ({ page, context, server, person }) => {
    await shortcut.withEmail(context, server, person);
    const device = await Device.attach(page, each.what);
    await toDevice(page, each);
    const cancelled = async (button) => {
      await device.setVerifies(false);
      await steps.press(page, button);
      await expect(refusal(page)).toContainText('It was cancelled, so nothing was changed.');
      await expect(refusal(page)).toContainText('Try again, and follow what your browser shows.');
      await device.setVerifies(true);
    };
    await cancelled(`Register ${each.kind}`);
    expect(await device.keys()).toHaveLength(0);
    await steps.press(page, 'Try again');
    await steps.see(page, 'Registration successful');
    await expect(page.getByRole('main')).toContainText('It gives high confidence (AAL2)');
    await steps.signOut(page);

    await page.goto(`/sign-in/${each.slug}`);
    await cancelled(each.enter);
    await expect(page.getByRole('banner')).not.toContainText('Sign out');
    await steps.press(page, 'Try again');
    await steps.see(page, 'Care Identity Management');

    await test.step('a sign-in counts for 5 minutes', async () => {
      await page.goto('/profile/email/add');
      await steps.see(page, 'Add an email address');
      await pass(server, person, { minutes: 6 });
      await page.goto('/profile/email/add');
      await steps.see(page, 'Sign in again to go on');
      await cancelled(each.enter);
      await page.goto('/profile/email/add');
      await steps.see(page, 'Sign in again to go on');
      await steps.press(page, each.enter);
      await steps.see(page, 'Add an email address');
    });
    await test.step('it gives no very high confidence', async () => {
      await page.goto('/sign-in/again?to=/profile&level=3');
      await steps.see(page, 'Sign in again to go on');
      await expect(page.getByRole('main')).not.toContainText(each.kind);
    });
  });
}

test('what nobody answers in time is said, and what somebody cancels late; the third try succeeds', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, KEY.what);
  await device.setTouched(false);
  // The browser gives up after three seconds, not after the minutes that we allow.
  await page.route('**/register/*/challenge', async (route) => {
    const answer = await route.fetch();
    const challenge = await answer.json();
    await route.fulfill({ response: answer, json: { ...challenge, options: { ...challenge.options, timeout: 3_000 } } });
  });
  await toDevice(page, KEY);
  await steps.press(page, BUTTON);
  await expect(refusal(page)).toContainText('It took too long, so your browser stopped waiting.');
  await expect(refusal(page)).toContainText('Have your device at hand, then try again.');
  expect(await device.keys()).toHaveLength(0);

  // Whoever closes the browser's window, however late, did not wait to its end.
  await page.unrouteAll();
  await page.clock.install();
  await page.evaluate(() => {
    const create = navigator.credentials.create;
    navigator.credentials.create = () => {
      navigator.credentials.create = create;
      return new Promise((_, reject) => setTimeout(() => reject(new DOMException('', 'NotAllowedError')), 120_000));
    };
  });
  await steps.press(page, 'Try again');
  await page.getByText('Waiting for your device.').waitFor();
  await expect(refusal(page)).toHaveCount(0);
  // Two minutes go by. The first may pass before the device is asked.
  await expect(async () => {
    await page.clock.fastForward('01:00');
    await expect(refusal(page)).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(refusal(page)).toContainText('It was cancelled, so nothing was changed.');
  await expect(refusal(page)).toContainText('Try again, and follow what your browser shows.');
  expect(await device.keys()).toHaveLength(0);

  await device.setTouched(true);
  await steps.press(page, 'Try again');
  await steps.see(page, 'Registration successful');
});

test('failure 11: a device that does not check who holds it is not registered', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, KEY.what, { verifies: false });
  await toDevice(page, KEY);
  await steps.press(page, BUTTON);
  // Browsers call it the same as a person who cancels, and the same when the device could not check.
  await expect(refusal(page)).toContainText('It was cancelled, so nothing was changed.');
  await expect(refusal(page)).toContainText('PIN');
  expect(await device.keys()).toHaveLength(0);
  await device.setVerifies(true);
  await steps.press(page, 'Try again');
  await steps.see(page, 'Registration successful');
});

test('a registration link is over after 3 minutes, and says how to go on', async ({ page, context, server, person, anotherBrowser }) => {
  await shortcut.signedIn(context, server, person);
  await toLink(page, KEY);
  const link = await steps.readLink(page);
  await pass(server, person, { minutes: 4 });
  const other = await anotherBrowser();
  await other.goto(link);
  await steps.see(other, 'This registration link does not work');
  await steps.press(page, 'Open the link on this device');
  await steps.see(page, 'This registration link does not work');
  await page.goBack();
  await page.reload();
  await steps.see(page, 'This registration link has expired');
  await page.getByRole('button', { name: 'Get a new link' }).click();
  await steps.see(page, 'Register Security key with your Care Identity');
});

test('a device step that is older than 15 minutes asks for nothing any more', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, KEY.what);
  await toDevice(page, KEY);
  await pass(server, person, { minutes: 16 });
  await steps.press(page, BUTTON);
  await expect(refusal(page)).toContainText('This page is too old to go on with.');
  expect(await device.keys()).toHaveLength(0);
  await page.reload();
  await steps.see(page, 'This registration is over');
  await page.getByRole('button', { name: 'Get a new link' }).click();
  await steps.see(page, 'Select authenticator type');
});

test('a challenge that is older than 5 minutes is not answered any more', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await Device.attach(page, KEY.what);
  await toDevice(page, KEY);
  const answer = await hold(page, '**/api/register/device');
  await steps.press(page, BUTTON);
  await answer.asked;
  await pass(server, person, { minutes: 6 });
  await answer.sent();
  await steps.seeError(page, KEY.step, /^This device was not registered: its time was over/);
  await seeKeys(page, 0);
  // A new challenge is answered.
  await page.goBack();
  await steps.press(page, BUTTON);
  await steps.see(page, 'Registration successful');
  await seeKeys(page, 1);
});

test('a passkey that is refused as a security key is registered as what it is', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await Device.attach(page, { transport: 'usb', synced: true });
  await toDevice(page, KEY);
  await steps.press(page, BUTTON);
  await steps.seeError(page, KEY.step, /^That device copies its keys to other devices/);
  await page.getByRole('main').getByRole('button', { name: 'Register it as Passkey' }).click();
  await page.getByRole('checkbox').check();
  await steps.press(page, 'Register Passkey');
  await steps.press(page, 'Open the link on this device');
  await steps.see(page, PASSKEY.step);
  await steps.press(page, 'Register Passkey');
  await steps.see(page, 'Registration successful');
  await expect(page.getByRole('main')).toContainText('It gives high confidence (AAL2)');
});
