// The pages that look after a Care Identity: passwords changed and forgotten, changes taken back, what to do next.

import * as shortcut from './shortcut.js';
import * as steps from './steps.js';

/** @typedef {import('./gallery.js').View} View */

const NEW_PASSWORD = 'harbour pencil meadow 52';
const NEWER_PASSWORD = 'velvet ladder custard 38';
const to = (path) => ({ page }) => page.goto(path);

async function forget(page, mail, email) {
  await page.goto('/forgot-password');
  await page.getByLabel('Email address').fill(email);
  await steps.press(page, 'Send One Time Password');
  await steps.see(page, 'Check your inbox');
  await page.getByLabel('One Time Password').fill(await mail.code(email));
  await steps.press(page, 'Continue');
}

async function fillPassword(page, password, again = password) {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Confirm password').fill(again);
}

async function signIn(page, person, phone, password) {
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(page, person.email, password);
  await steps.enterCode(page, await phone.fresh());
  await steps.see(page, 'Care Identity Management');
}

/** Nobody is signed in. */
function forgotten(kept) {
  return [
    {
      name: 'care-home-first-authenticator',
      go: async ({ page, context, server }) => {
        kept.newcomer = await server.addPerson({ given: 'Curio' });
        await shortcut.withEmail(context, server, kept.newcomer);
        await page.goto('/');
      },
    },
    {
      name: 'care-forgot-ask',
      go: async ({ page, context, server }) => {
        await shortcut.post(context, server, '/api/sign-out', {});
        await forget(page, server.mail, kept.newcomer.email);
        await steps.see(page, 'You cannot choose a new password here');
      },
    },
    {
      name: 'care-forgot-code',
      go: async ({ page, context, server, person }) => {
        kept.phone = await shortcut.signedIn(context, server, person);
        await shortcut.post(context, server, '/api/sign-out', {});
        await forget(page, server.mail, person.email);
        await steps.see(page, 'Check your authenticator app');
      },
    },
    {
      name: 'care-forgot-code-wrong',
      go: async ({ page }) => {
        await page.getByLabel('Enter verification code').fill(kept.phone.wrong());
        await steps.press(page, 'Continue');
      },
    },
    {
      name: 'care-forgot-password',
      go: async ({ page }) => {
        await page.getByLabel('Enter verification code').fill(await kept.phone.fresh());
        await steps.press(page, 'Continue');
        await steps.see(page, 'Choose a new password');
      },
    },
    {
      name: 'care-forgot-password-error',
      go: async ({ page }) => {
        await fillPassword(page, NEW_PASSWORD, 'another one 41');
        await steps.press(page, 'Save the new password');
      },
    },
    {
      name: 'care-forgot-done',
      go: async ({ page }) => {
        await fillPassword(page, NEW_PASSWORD);
        await steps.press(page, 'Save the new password');
        await steps.see(page, 'Your password is changed');
      },
    },
  ];
}

function changed(kept) {
  return [
    { name: 'care-home-second-authenticator', go: ({ page, person }) => signIn(page, person, kept.phone, NEW_PASSWORD) },
    {
      name: 'care-home-second-email',
      go: async ({ page }) => {
        await steps.press(page, 'Not now');
        await page.getByRole('heading', { name: /add a second email address/ }).waitFor();
      },
    },
    { name: 'care-password', go: to('/profile/password') },
    { name: 'care-password-empty', go: ({ page }) => steps.press(page, 'Change your password') },
    {
      name: 'care-password-error',
      go: async ({ page }) => {
        await page.getByLabel('Your password now').fill('not my password 99');
        await fillPassword(page, 'password1');
        await steps.press(page, 'Change your password');
      },
    },
    {
      name: 'care-profile-changed',
      go: async ({ page }) => {
        await page.getByLabel('Your password now').fill(NEW_PASSWORD);
        await fillPassword(page, NEWER_PASSWORD);
        await steps.press(page, 'Change your password');
        await steps.see(page, 'Your profile');
      },
    },
    {
      name: 'care-undo',
      go: async ({ page, server, person }) => {
        // The newest: the first was of the password that was forgotten.
        const notice = await server.mail.next(person.email, (one) => /password was changed/.test(one.subject) && !one.text.includes('forgot'));
        kept.undo = /** @type {RegExpExecArray} */ (/(http:\S+\/undo\/\S+)/.exec(notice.text))[1];
        await page.goto(kept.undo);
      },
    },
    { name: 'care-undo-done', go: ({ page }) => steps.press(page, 'This was not me: take it back') },
    { name: 'care-undo-used', go: ({ page }) => page.goto(kept.undo) },
    { name: 'care-home-stopped', go: ({ page, person }) => signIn(page, person, kept.phone, NEW_PASSWORD) },
    { name: 'care-changes-stopped', go: to('/changes-stopped') },
    { name: 'care-authenticators-stopped', go: to('/authenticators') },
    { name: 'care-profile-stopped', go: to('/profile') },
    {
      name: 'care-changes-stopped-again',
      go: to('/sign-in/again?to=/changes-stopped&level=3'),
    },
  ];
}

/** In this order, by one person. @returns {View[]} */
export function care() {
  const kept = { phone: /** @type {any} */ (null), newcomer: /** @type {any} */ (null), undo: '' };
  return [...forgotten(kept), ...changed(kept)];
}
