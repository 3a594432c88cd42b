// Windows Hello, security keys, iPads and passkeys: registered, signed in with, refused. The devices are the browser's own
// virtual authenticators.

import { Device } from '../support/device.js';
import { HELLO, KEY, KINDS, PASSKEY, register, signInWith, toDevice } from '../support/devices.js';
import { expect, test } from '../support/test.js';
import { pass } from '../support/time.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

for (const each of KINDS) {
  test(`${each.kind} is registered here, signs in, and does not once it is removed`, async ({ page, context, server, person }) => {
    await shortcut.signedIn(context, server, person);
    await Device.attach(page, each.what);
    await register(page, each);
    await steps.signOut(page);
    await signInWith(page, each);
    await steps.see(page, 'Care Identity Management');
    await page.goto('/profile');
    await expect(page.getByRole('main')).toContainText(each.kind);

    await page.goto('/authenticators');
    await page.getByRole('link', { name: new RegExp(`^Remove ${each.kind}`) }).click();
    await steps.press(page, 'Remove');
    await steps.see(page, 'Your authenticators');
    await expect(page.getByRole('main')).not.toContainText(each.kind);
    await steps.signOut(page);
    await signInWith(page, each);
    await steps.seeError(page, each.enter, /^That did not sign you in\./);
  });
}

test('a browser no longer offers the key of an authenticator that ended, once nobody can take that back', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, PASSKEY.what);
  await register(page, PASSKEY);
  expect(await device.keys()).toHaveLength(1);
  await page.goto('/authenticators');
  await page.getByRole('link', { name: /^Remove Passkey/ }).click();
  await steps.press(page, 'Remove');
  await steps.see(page, 'Your authenticators');
  await steps.signOut(page);

  await signInWith(page, PASSKEY);
  await steps.seeError(page, PASSKEY.enter, /^That did not sign you in\./);
  await page.waitForLoadState('networkidle');
  expect(await device.keys()).toHaveLength(1);

  await pass(server, person, { minutes: 8 * 24 * 60 });
  await signInWith(page, PASSKEY);
  await steps.seeError(page, PASSKEY.enter, /^That did not sign you in\./);
  await expect.poll(async () => device.keys()).toHaveLength(0);
});

test('a passkey is registered on another device, which proves the e-mail address first', async ({ page, context, server, person, mail, anotherBrowser }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/authenticators/add/passkey');
  await page.getByRole('checkbox').check();
  await steps.press(page, 'Register Passkey');
  const link = await steps.readLink(page);
  const phone = await anotherBrowser();
  await Device.attach(phone, Device.synced);
  await phone.goto(link);
  await steps.press(phone, 'Continue');
  await steps.proveEmail(phone, mail, person.email);
  await steps.see(phone, 'Register your passkey');
  await steps.press(phone, 'Register Passkey');
  await steps.see(phone, 'Registration successful');
});

test('failure 10: a synced passkey is no security key; the type that fits is one click away', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, { transport: 'usb', synced: true });
  await toDevice(page, KEY);
  await steps.press(page, 'Register Security key');
  await steps.seeError(page, 'Register your security key', /./);
  // The key that was made for nothing is not kept, either.
  await expect.poll(async () => device.keys()).toHaveLength(0);
  await page.getByRole('main').getByRole('button', { name: 'Register it as Passkey' }).click();
  await steps.see(page, 'Register Passkey with your Care Identity');
});

test('failure 11: a device that does not check who holds it is refused', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, Device.key);
  await register(page, KEY);
  await steps.signOut(page);
  await device.setVerifies(false);
  await signInWith(page, KEY);
  await expect(page.getByRole('main').getByRole('alert')).not.toBeEmpty();
  await expect(page.getByRole('banner')).not.toContainText('Sign out');
});

test('what the browser refuses is said in words, with what to do', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await toDevice(page, HELLO);
  await steps.press(page, 'Register Windows Hello');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('This computer is not set up for it.');
  await Device.attach(page, Device.here);
  await steps.press(page, 'Try again');
  await steps.see(page, 'Registration successful');
});

test('an authenticator is renamed, reported lost, found again and removed', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await Device.attach(page, Device.key);
  await register(page, KEY);
  await page.goto('/authenticators');
  await steps.see(page, 'Your authenticators');
  await page.getByRole('link', { name: /^Rename Security key/ }).click();
  await steps.see(page, 'Rename this authenticator');
  await page.getByLabel('Name').fill('  ');
  await steps.press(page, 'Save');
  await steps.seeError(page, 'Rename this authenticator', 'Enter a name of 1 to 60 characters');
  await page.getByLabel('Name').fill('Blue <b>key</b>');
  await steps.press(page, 'Save');
  await steps.see(page, 'Your authenticators');
  await expect(page.getByRole('heading', { name: 'Blue <b>key</b>' })).toBeVisible();

  await page.getByRole('link', { name: 'Report lost or stolen Blue <b>key</b>' }).click();
  await steps.see(page, 'Report it lost or stolen?');
  await steps.press(page, 'Report lost or stolen');
  await steps.see(page, 'Your authenticators');
  await expect(page.getByRole('main').getByText('Reported lost')).toHaveCount(1);
  await page.getByRole('button', { name: /^I have it again/ }).click();
  await expect(page.getByRole('main')).toContainText('It signs you in again.');

  await page.getByRole('link', { name: 'Remove Blue <b>key</b>' }).click();
  await steps.see(page, 'Remove this authenticator?');
  await steps.press(page, 'Remove');
  await steps.see(page, 'Your authenticators');
  await expect(page.getByRole('main')).toContainText('The authenticator was removed.');
  await expect(page.getByRole('main')).not.toContainText('Blue');
});

test('the last way in is not removed silently', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/authenticators');
  await page.getByRole('link', { name: 'Remove Microsoft Authenticator' }).click();
  await steps.see(page, 'Remove this authenticator?');
  await expect(page.getByRole('main')).toContainText('It is the last one that signs you in');
  await expect(page.getByRole('main').getByRole('button', { name: 'Remove it anyway' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Keep it as it is' }).click();
  await expect(page.getByRole('heading', { name: 'Microsoft Authenticator' })).toBeVisible();
});

test('a passkey is offered beside the e-mail address, without a button', async ({ page, context, server, person, anotherBrowser }) => {
  await shortcut.signedIn(context, server, person);
  const device = await Device.attach(page, Device.synced);
  await register(page, KINDS[3]);
  const elsewhere = await anotherBrowser();
  await device.carryTo(elsewhere);
  await elsewhere.goto('/sign-in/microsoft-authenticator');
  // The virtual authenticator chooses what a person would choose from the field's list.
  await steps.see(elsewhere, 'Care Identity Management');
});
