// Signing in with password and code, and out.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const CHOOSE = 'Select your login method';
const SIGN_IN = 'Sign in with your authenticator app';
const WRONG = 'The email address or the password is wrong. Check both and try again.';
const CODE = 'Check your authenticator app';

test('failure 22: a wrong password and an unknown address answer the same; the address is kept, the password is not', async ({ page, context, server, person }) => {
  await shortcut.registered(context, server, person);
  await shortcut.post(context, server, '/api/sign-out', {});
  await page.goto('/sign-in/microsoft-authenticator');
  const pages = [];
  for (const email of [person.email, `nobody.${person.email}`]) {
    await steps.enterPassword(page, email, 'not my password 99');
    await steps.seeError(page, SIGN_IN, WRONG);
    await expect(page.getByLabel('Email address')).toHaveValue(email);
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    pages.push((await page.getByRole('main').innerHTML()).replaceAll(email, 'ADDRESS'));
  }
  expect(pages[0]).toBe(pages[1]);
});

test('empty fields are named, each with a link to it', async ({ page }) => {
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.press(page, 'Continue');
  await steps.seeError(page, SIGN_IN, 'Enter your email address');
  await steps.seeError(page, SIGN_IN, 'Enter your email address');
  await expect(page.getByRole('alert').getByRole('link')).toHaveText(['Enter your email address', 'Enter your password']);
  await expect(page.getByRole('alert').getByRole('link', { name: 'Enter your password' })).toHaveAttribute('href', '#password');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/Enter your password/);
});

test('the page that was asked for first comes after the sign-in', async ({ page, context, server, person }) => {
  const phone = await shortcut.registered(context, server, person);
  await shortcut.post(context, server, '/api/sign-out', {});
  await page.goto('/profile/mobile?from=bookmark');
  await steps.chooseApp(page);
  await steps.enterPassword(page, person.email, 'not my password 99');
  await steps.seeError(page, SIGN_IN, WRONG);
  await steps.enterPassword(page, person.email);
  await steps.enterCode(page, await phone.fresh());
  await steps.see(page, 'Your mobile number');
  expect(new URL(page.url()).search).toBe('?from=bookmark');
});

test('failure 27: an address of another site does not come after the sign-in', async ({ page, context, server, person }) => {
  const phone = await shortcut.registered(context, server, person);
  for (const to of ['https://example.com/', '//example.com/', '/\\example.com', '/%5Cexample.com', 'javascript:alert(1)', '/\t/example.com']) {
    await shortcut.post(context, server, '/api/sign-out', {});
    await page.goto(`/sign-in/microsoft-authenticator?to=${encodeURIComponent(to)}`);
    await steps.see(page, SIGN_IN);
    // The hidden field is believed no more than the address.
    const next = await shortcut.post(context, server, '/api/sign-in', { email: person.email, password: steps.PASSWORD, to, page: to });
    expect(next).toMatch(/^\/sign-in\/code\/[\w-]+$/);
    if (to !== '//example.com/') continue;
    await page.goto(next);
    await steps.enterCode(page, await phone.fresh());
    await steps.see(page, 'Care Identity Management');
    expect(page.url()).toBe(`${server.url}/`);
    // Signed in already: the same.
    await page.goto(`/sign-in/microsoft-authenticator?to=${encodeURIComponent(to)}`);
    expect(page.url()).toBe(`${server.url}/`);
  }
});

test('failure 1: the enrolment code and a used code are refused at sign-in', async ({ page, context, server, person, anotherBrowser }) => {
  const { id, phone } = await shortcut.withQr(context, server, person);
  const enrolment = await phone.shows();
  await shortcut.post(context, server, '/api/register/code', { id, code: enrolment });
  await steps.signOut(await open(page, '/'));

  await page.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(page, person.email);
  await steps.enterCode(page, enrolment);
  await steps.seeError(page, CODE, 'That code is wrong, or it was used already. Wait until your app shows a new code and enter that one.');
  const code = await phone.fresh();
  await steps.enterCodeAgain(page, code);
  await steps.see(page, 'Care Identity Management');

  const other = await anotherBrowser();
  await other.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(other, person.email);
  await steps.enterCode(other, code);
  await steps.seeError(other, CODE, 'That code is wrong, or it was used already.');
});

test('failure 3: the fifth wrong code brings a wait that a new sign-in and another browser do not end', async ({ page, context, server, person, anotherBrowser }) => {
  const phone = await shortcut.registered(context, server, person);
  const strangers = [await anotherBrowser(), await anotherBrowser()];
  for (const stranger of strangers) {
    await stranger.goto('/sign-in/microsoft-authenticator');
    await steps.enterPassword(stranger, person.email);
    await steps.see(stranger, CODE);
  }
  for (let guess = 0; guess < 5; guess += 1) {
    await steps.enterCodeAgain(strangers[guess % 2], phone.wrong());
    await steps.seeError(strangers[guess % 2], CODE, 'That code is wrong, or it was used already.');
  }
  await strangers[1].goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(strangers[1], person.email);
  for (const stranger of strangers) {
    await steps.enterCodeAgain(stranger, await phone.fresh());
    await steps.seeError(stranger, CODE, /There were too many wrong attempts\. Wait \d+ seconds, then try again\. Nothing is lost\./);
  }
  await page.goto('/');
});

test("failure 31: a stranger's wrong passwords do not lock the owner out of a known browser", async ({ page, context, server, person, anotherBrowser }) => {
  const phone = await shortcut.signedIn(context, server, person);
  await shortcut.post(context, server, '/api/sign-out', {});
  const stranger = await anotherBrowser();
  await stranger.goto('/sign-in/microsoft-authenticator');
  for (let guess = 0; guess < 5; guess += 1) {
    await steps.enterPassword(stranger, person.email, `guess number ${guess}`);
    await steps.seeError(stranger, SIGN_IN, WRONG);
  }
  // Letter case is no other account (failure 5).
  await steps.enterPassword(stranger, person.email.toUpperCase());
  await steps.seeError(stranger, SIGN_IN, /Wait \d+ seconds, then try again\. Nothing is lost\./);

  await steps.signIn(page, person.email, phone);
  await steps.see(page, 'Care Identity Management');
});

test('failure 8: the page of the code is not reached without the password, nor from another browser', async ({ page, context, server, person, anotherBrowser }) => {
  await shortcut.registered(context, server, person);
  await shortcut.post(context, server, '/api/sign-out', {});
  await page.goto('/sign-in/code/made-up');
  await steps.see(page, SIGN_IN);
  await steps.enterPassword(page, person.email);
  await steps.see(page, CODE);
  const other = await anotherBrowser();
  await other.goto(page.url());
  await steps.see(other, SIGN_IN);
});

test('failure 29: the session has another name after each sign-in, and the old one is worth nothing', async ({ page, context, server, person }) => {
  const session = async () => (await context.cookies()).find((cookie) => cookie.name === 'session')?.value;
  const { id, phone } = await shortcut.withQr(context, server, person);
  const enrolment = await session();
  await shortcut.post(context, server, '/api/register/code', { id, code: await phone.fresh() });
  const registered = await session();
  expect(registered).not.toBe(enrolment);
  await page.goto('/sign-in/again');
  await steps.enterPassword(page, person.email);
  await steps.enterCode(page, await phone.fresh());
  await steps.see(page, 'Care Identity Management');
  const full = await session();
  expect(full).not.toBe(registered);
  const profile = async (name) => (await fetch(`http://127.0.0.1:${server.port}/profile`, { headers: { cookie: `session=${name}` }, redirect: 'manual' })).status;
  expect(await profile(full)).toBe(200);
  await steps.signOut(page);
  expect(await session()).toBeUndefined();
  for (const old of [enrolment, registered, full]) expect(await profile(old)).toBe(303);
});

test('the cookies are for the server only', async ({ context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  const cookies = await context.cookies();
  expect(cookies.map((cookie) => cookie.name).sort()).toEqual(['browser', 'session']);
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost', secure: false });
  }
  expect(cookies.find((cookie) => cookie.name === 'session')?.expires).toBe(-1);
});

test('a page asks for no cookie before a form is sent', async ({ page, context }) => {
  for (const path of ['/', '/sign-in', '/help', '/help/privacy', '/signed-out']) await page.goto(path);
  expect(await context.cookies()).toEqual([]);
});

test('failure 26: the open session of a person who is closed ends at once', async ({ page, context, server, person }) => {
  const phone = await shortcut.signedIn(context, server, person);
  await page.goto('/profile');
  await steps.see(page, 'Your profile');
  await server.cli('person', 'close', person.identifier, '--reason', 'left');
  await page.reload();
  await steps.see(page, CHOOSE);
  await expect(page.getByRole('main')).toContainText('You were signed out');
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(page, person.email);
  await steps.seeError(page, SIGN_IN, WRONG);
  await server.cli('person', 'reopen', person.identifier, '--reason', 'came back');
  await steps.signIn(page, person.email, phone);
  await steps.see(page, 'Care Identity Management');
});

test('failure 26: a sign-in under way does not go on when its person is closed', async ({ page, context, server, person }) => {
  const phone = await shortcut.registered(context, server, person);
  await shortcut.post(context, server, '/api/sign-out', {});
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(page, person.email);
  await steps.see(page, CODE);
  await server.cli('person', 'close', person.identifier, '--reason', 'left');
  await steps.enterCodeAgain(page, await phone.fresh());
  await expect(page).toHaveTitle(`Error: ${SIGN_IN} - Care Identity`);
});

test('after sign-out the pages of before are not shown, not even by the back button', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/profile');
  await steps.signOut(page);
  await page.goBack();
  await steps.see(page, CHOOSE);
  await expect(page.getByRole('main')).not.toContainText(person.identifier.slice(0, 4));
});

test('signing in again while signed in goes on with the change', async ({ page, context, server, person }) => {
  const phone = await shortcut.registered(context, server, person);
  // Asked before anything is typed.
  await page.goto('/profile/email/add');
  await steps.see(page, 'Sign in again to go on');
  await expect(page.getByLabel('Email address')).toHaveValue(person.email);
  await steps.enterPassword(page, person.email, 'not my password 99');
  await steps.seeError(page, 'Sign in again to go on', WRONG);
  await steps.enterPassword(page, person.email);
  await steps.enterCode(page, await phone.fresh());
  await steps.see(page, 'Add an email address');
});

async function open(page, path) {
  await page.goto(path);
  return page;
}

test('the chosen method is remembered where that was asked for, until another is chosen', async ({ page, context }) => {
  await page.goto('/sign-in?to=/profile');
  await steps.see(page, CHOOSE);
  await steps.press(page, 'Continue');
  await steps.seeError(page, CHOOSE, 'Select your login method');
  await page.getByRole('radio', { name: 'Authenticator app' }).check();
  await page.getByRole('checkbox', { name: 'Remember my selection' }).check();
  await steps.press(page, 'Continue');
  await steps.see(page, SIGN_IN);
  expect(new URL(page.url()).search).toBe('?to=/profile');
  const cookies = await context.cookies();
  expect(cookies.find(({ name }) => name === 'method')).toMatchObject({ value: 'microsoft-authenticator', httpOnly: true, sameSite: 'Lax' });

  await page.goto('/sign-in');
  await steps.see(page, SIGN_IN);
  await page.getByRole('link', { name: 'Use another way to sign in' }).click();
  await steps.see(page, CHOOSE);
  await page.getByRole('radio', { name: 'Authenticator app' }).check();
  await steps.press(page, 'Continue');
  await page.goto('/sign-in');
  await steps.see(page, CHOOSE);
});

test('a shared computer remembers nothing, whatever else was ticked', async ({ page, context }) => {
  await page.goto('/sign-in');
  await page.getByRole('radio', { name: 'Authenticator app' }).check();
  await page.getByRole('checkbox', { name: 'Remember my selection' }).check();
  await page.getByRole('checkbox', { name: 'This is a shared computer' }).check();
  await steps.press(page, 'Continue');
  await steps.see(page, SIGN_IN);
  expect((await context.cookies()).some(({ name }) => name === 'method')).toBe(false);
});
