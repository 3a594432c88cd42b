// What people are told when something did not come about: nothing is called done that is not, and nothing ends in silence.

import { Device } from '../support/device.js';
import { KEY, PASSKEY, register, toDevice } from '../support/devices.js';
import { hold } from '../support/hold.js';
import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const BUTTON = 'Register Security key';

test('a second device of one registration is not called registered', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await toDevice(page, KEY);
  const tab = await context.newPage();
  await Device.attach(page, KEY.what);
  await Device.attach(tab, KEY.what);
  await tab.goto(page.url());
  const answer = await hold(page, '**/api/register/device');
  await page.bringToFront();
  await steps.press(page, BUTTON);
  await answer.asked;
  await tab.bringToFront();
  await steps.press(tab, BUTTON);
  await steps.see(tab, 'Registration successful');
  await answer.sent();
  // The key of this page is not registered: the other page's is.
  await expect(page.getByRole('main')).not.toContainText('Your device is registered.');
});

test('each way to sign in again is offered once, though one waits to take the place of another', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  for (let i = 0; i < 2; i++) {
    const device = await Device.attach(page, PASSKEY.what);
    await register(page, PASSKEY);
    await device.remove();
  }
  await page.goto('/sign-in/again?to=/profile');
  await expect(page.getByRole('main').getByRole('button', { name: PASSKEY.enter })).toHaveCount(1);
});

test('the profile says which authenticator is reported lost, and which waits for its first use', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  for (let i = 0; i < 2; i++) {
    const device = await Device.attach(page, PASSKEY.what);
    await register(page, PASSKEY);
    await device.remove();
  }
  await page.goto('/authenticators');
  await page.getByRole('link', { name: /^Report lost or stolen Passkey/ }).first().click();
  await steps.press(page, 'Report lost or stolen');
  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText('Reported lost');
  await expect(page.getByRole('main')).toContainText('Waits for its first use');
});

test('who has nothing that gives very high confidence is not told to use one that does', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/sign-in/again?to=/profile&level=3');
  await expect(page.getByRole('main')).toContainText('None of your authenticators gives very high confidence.');
  await expect(page.getByRole('main')).not.toContainText('use one of your authenticators that gives it');
});

test('a computer that is not set up for it leads to another type of authenticator', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/authenticators/add/windows-hello');
  await page.getByRole('checkbox').check();
  await steps.press(page, 'Register Windows Hello');
  await steps.press(page, 'Open the link on this device');
  await steps.press(page, 'Register Windows Hello');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('choose another type of authenticator');
  await page.getByRole('main').getByText('Choose another type', { exact: true }).click();
  await steps.see(page, 'Select authenticator type');
});
