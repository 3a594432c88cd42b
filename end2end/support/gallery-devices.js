// The pages of devices that sign, for a server whose operator accepts Windows Hello and security keys at AAL3.

import { Device } from './device.js';
import { HELLO, IPAD, KEY, KINDS, PASSKEY, choose, register, toDevice, toLink } from './devices.js';
import * as shortcut from './shortcut.js';
import * as steps from './steps.js';

/** @typedef {import('./gallery.js').View} View */

const main = (page) => page.getByRole('main');
const to = (path) => ({ page }) => page.goto(path);

/** From the list of authenticators to a page of one. */
const about = (link) => async ({ page }) => {
  await page.goto('/authenticators');
  await main(page).getByRole('link', { name: link }).click();
};

/** Registers with a device that is taken away again; answers its keys. */
async function registerOnce(page, kind) {
  const device = await Device.attach(page, kind.what);
  await register(page, kind);
  const keys = await device.keys();
  await device.remove();
  return keys;
}

/** Until there are an app, Windows Hello and a key, by a sign-in link. */
function registrations(kept) {
  return [
    {
      name: 'devices-set-up-windows-hello',
      go: async ({ page, context, server, person }) => {
        kept.phone = await shortcut.registered(context, server, person);
        await page.goto('/authenticators/add/windows-hello');
      },
    },
    ...KINDS.slice(1).map(({ slug }) => ({ name: `devices-set-up-${slug}`, go: to(`/authenticators/add/${slug}`) })),
    { name: 'devices-none-stronger', go: to('/sign-in/again?to=/profile&level=3') },
    {
      name: 'devices-link',
      go: async ({ page }) => {
        await toLink(page, IPAD);
        await page.getByText('Open it on another device or in another browser').click();
      },
    },
    ...KINDS.map((kind) => ({ name: `devices-step-${kind.slug}`, go: ({ page }) => toDevice(page, kind) })),
    {
      name: 'devices-step-none-here',
      go: async ({ page }) => {
        await toDevice(page, HELLO);
        await steps.press(page, 'Register Windows Hello');
        await main(page).getByRole('alert').waitFor();
      },
    },
    {
      name: 'devices-step-waiting',
      go: async ({ page }) => {
        kept.device = await Device.attach(page, { transport: 'usb', synced: true });
        await kept.device.setTouched(false);
        await toDevice(page, KEY);
        await steps.press(page, 'Register Security key');
        await page.getByText('Waiting for your device.').waitFor();
      },
    },
    {
      name: 'devices-step-refused',
      go: async ({ page }) => {
        await kept.device.setTouched(true);
        await page.reload();
        await steps.press(page, 'Register Security key');
        await main(page).getByRole('button', { name: 'Register it as Passkey' }).waitFor();
        await kept.device.remove();
      },
    },
    { name: 'devices-done-aal3', go: async ({ page }) => (kept.keys = await registerOnce(page, KEY)) },
    { name: 'devices-home-enrolment', go: to('/') },
    { name: 'devices-done-windows-hello', go: ({ page }) => registerOnce(page, HELLO) },
  ];
}

/** Signing in, which is not done. */
function signIn(kept) {
  return [
    {
      name: 'devices-sign-in-windows-hello',
      go: async ({ page, context, server }) => {
        await shortcut.post(context, server, '/api/sign-out', {});
        await page.goto('/sign-in/windows-hello');
      },
    },
    ...KINDS.slice(1).map(({ slug }) => ({ name: `devices-sign-in-${slug}`, go: to(`/sign-in/${slug}`) })),
    {
      name: 'devices-sign-in-cancelled',
      go: async ({ page }) => {
        kept.device = await Device.attach(page, KEY.what, { verifies: false });
        await page.goto('/sign-in');
        await choose(page, KEY);
        await main(page).getByRole('alert').waitFor();
        await kept.device.remove();
      },
    },
    { name: 'devices-sign-in-very-high', go: to('/sign-in?level=3&choose=yes') },
    {
      name: 'devices-sign-in-remembered',
      go: async ({ page }) => {
        await page.goto('/sign-in');
        await page.getByRole('radio', { name: 'Passkey' }).check();
        await page.getByRole('checkbox', { name: 'Remember my selection' }).check();
        await steps.press(page, 'Continue');
        await steps.see(page, PASSKEY.enter);
        await page.goto('/sign-in');
        await steps.see(page, PASSKEY.enter);
      },
    },
    { name: 'devices-sign-in-choose-again', go: to('/sign-in?choose=yes') },
  ];
}

/** Looking after them, first with the app and then with the key. */
function care(kept) {
  return [
    {
      name: 'devices-done-ipad',
      go: async ({ page, person }) => {
        await page.goto('/sign-in?choose=yes');
        await steps.chooseApp(page);
        await steps.enterPassword(page, person.email);
        await steps.enterCode(page, await kept.phone.fresh());
        await steps.see(page, 'Care Identity Management');
        await registerOnce(page, IPAD);
      },
    },
    { name: 'devices-set-up-replace', go: ({ page }) => registerOnce(page, PASSKEY).then(() => page.goto('/authenticators/add/passkey')) },
    { name: 'devices-done-waits', go: ({ page }) => registerOnce(page, PASSKEY) },
    { name: 'devices-select-held', go: to('/authenticators/add') },
    { name: 'devices-profile', go: to('/profile') },
    { name: 'devices-authenticators', go: to('/authenticators') },
    { name: 'devices-lost', go: about(/^Report lost or stolen iPad/) },
    { name: 'devices-authenticators-lost', go: ({ page }) => steps.press(page, 'Report lost or stolen') },
    { name: 'devices-again-choice', go: to('/sign-in/again?to=/profile') },
    { name: 'devices-again-chosen', go: to('/sign-in/again?to=/profile&with=passkey') },
    {
      name: 'devices-again-stronger',
      go: async (place) => {
        await about(/^Remove Windows Hello/)(place);
        await steps.press(place.page, 'Remove');
        await steps.see(place.page, 'Sign in again to go on');
      },
    },
    {
      name: 'devices-remove',
      go: async ({ page }) => {
        await Device.attach(page, KEY.what, { keys: kept.keys });
        await page.reload();
        await steps.press(page, KEY.enter);
        // Windows Hello would do, too: the key is chosen first, then asked.
        await page.waitForURL(/with=security-key/);
        await steps.press(page, KEY.enter);
        await steps.see(page, 'Remove this authenticator?');
      },
    },
    {
      name: 'devices-authenticators-removed',
      go: async ({ page }) => {
        await steps.press(page, 'Remove');
        await steps.see(page, 'Your authenticators');
      },
    },
    {
      name: 'devices-found-question',
      go: async ({ page }) => {
        const lost = main(page).locator('form[action="/api/authenticators/found"] input[name="id"]').first();
        await page.goto(`/authenticators/${await lost.inputValue()}/found`);
        await steps.see(page, 'Do you have it again?');
      },
    },
    { name: 'devices-authenticators-again', go: to('/authenticators') },
    { name: 'devices-found', go: ({ page }) => main(page).getByRole('button', { name: /^I have it again/ }).click() },
    { name: 'devices-rename', go: about(/^Rename Security key/) },
    {
      name: 'devices-rename-error',
      go: async ({ page }) => {
        await page.getByLabel('Name').fill('x'.repeat(61));
        await steps.press(page, 'Save');
      },
    },
    {
      name: 'devices-renamed-long',
      go: async ({ page }) => {
        await page.getByLabel('Name').fill('W'.repeat(60));
        await steps.press(page, 'Save');
        await steps.see(page, 'Your authenticators');
      },
    },
    {
      name: 'devices-remove-last',
      go: async (place) => {
        await about(/^Remove WWW/)(place);
        await main(place.page).getByRole('button', { name: 'Remove it anyway' }).waitFor();
      },
    },
    {
      name: 'devices-sign-in-wrong',
      go: async ({ page }) => {
        await steps.press(page, 'Remove it anyway');
        await steps.see(page, 'Your authenticators');
        await steps.signOut(page);
        await page.goto('/sign-in/security-key');
        await steps.press(page, KEY.enter);
        await steps.seeError(page, KEY.enter, /^That did not sign you in/);
      },
    },
  ];
}

/** In this order, by one person. @returns {View[]} */
export function devices() {
  const kept = { phone: /** @type {any} */ (null), device: /** @type {any} */ (null), keys: /** @type {any[]} */ ([]) };
  return [...registrations(kept), ...signIn(kept), ...care(kept)];
}
