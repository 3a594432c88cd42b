// Security keys and Windows Hello that give very high confidence (AAL3), on a server whose operator accepts them without their
// maker's word: what they are needed for, how a sign-in steps up to them, and how they lose it.

import { Device } from '../support/device.js';
import { HELLO, KEY, register, signInWith, toDevice } from '../support/devices.js';
import { expect, test } from '../support/test.js';
import { pass } from '../support/time.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

test.use({ accepted: ['security-key', 'windows-hello'] });

const NEW_PASSWORD = 'harbour pencil meadow 52';
const AGAIN = 'Sign in again to go on';

/** By a sign-in link for AAL3: an app and a key, or another device. */
async function withAppAndKey({ page, context, server, person }, kind = KEY) {
  const phone = await shortcut.registered(context, server, person);
  const device = await Device.attach(page, kind.what);
  await register(page, kind);
  return { phone, device };
}

/** The app's sign-in: high confidence. */
async function signInWithApp(page, person, phone, device) {
  await steps.signOut(page);
  // Nobody takes the key that the browser offers beside the e-mail address.
  await device.setTouched(false);
  await steps.signIn(page, person.email, phone);
  await steps.see(page, 'Care Identity Management');
  await device.setTouched(true);
}

async function changePassword(page, from, to) {
  await page.goto('/profile/password');
  await page.getByLabel('Your password now').fill(from);
  await page.getByLabel('Password', { exact: true }).fill(to);
  await page.getByLabel('Confirm password').fill(to);
  await steps.press(page, 'Change your password');
  await steps.see(page, 'Your profile');
}

/** Whoever reads the mail says that the change of the password was not theirs. */
async function takeBack(owner, mail, person) {
  const notice = await mail.next(person.email, (one) => /password was changed/.test(one.subject));
  await owner.goto(/** @type {RegExpExecArray} */ (/(http:\S+\/undo\/\S+)/.exec(notice.text))[1]);
  await steps.press(owner, 'This was not me: take it back');
  await expect(owner.getByRole('main')).toContainText('The change is taken back');
}

/** The form that changes stop, and its end. */
async function saveMobile(page) {
  await page.goto('/profile/mobile');
  await page.getByLabel('Your mobile number').fill('07700 900 982');
  await steps.press(page, 'Save');
}

test('failure 14: a key that is shared later gives high confidence only, and its owner is told', async ({ page, context, server, person, mail }) => {
  await shortcut.withEmail(context, server, person);
  const device = await Device.attach(page, KEY.what);
  await register(page, KEY);
  await expect(page.getByRole('main')).toContainText('It gives very high confidence (AAL3)');
  await steps.signOut(page);
  await signInWith(page, KEY);
  await steps.see(page, 'Care Identity Management');
  await page.goto('/authenticators');
  await expect(page.getByRole('main')).toContainText(/Gives\s*Very high confidence \(AAL3\)/i);

  await device.share();
  await steps.signOut(page);
  await signInWith(page, KEY);
  await steps.see(page, 'Care Identity Management');
  await page.goto('/authenticators');
  await expect(page.getByRole('main')).toContainText(/Gives\s*High confidence \(AAL2\)/i);
  await page.goto('/sessions');
  await expect(page.getByRole('main')).not.toContainText('AAL3');
  const letter = await mail.next(person.email, (one) => /another level/.test(one.subject));
  expect(letter.text).toContain('The level of Security key on your Care Identity changed from AAL3 to AAL2');
  await page.goto('/activity');
  await expect(page.getByRole('table')).toContainText(/level/i);

  // It does not get it back by saying that it is shared no longer: that is no answer of a sound key.
  await device.share(false);
  await steps.signOut(page);
  await signInWith(page, KEY);
  await steps.seeError(page, KEY.enter, 'That did not sign you in.');
});

for (const each of [KEY, HELLO]) {
  test(`a sign-in with the app does not remove or rename ${each.kind} of a higher level: it steps up, and leads back`, async ({ page, context, server, person }) => {
    const { phone, device } = await withAppAndKey({ page, context, server, person }, each);
    await signInWithApp(page, person, phone, device);
    await page.goto('/authenticators');
    await page.getByRole('link', { name: new RegExp(`^Rename ${each.kind}`) }).click();
    // Asked before anything is typed.
    await steps.see(page, AGAIN);
    await expect(page.getByRole('main')).toContainText('It needs a very high confidence in who you are');
    // The app is not offered: it cannot give it.
    await expect(page.getByRole('main')).not.toContainText('authenticator app');
    await steps.press(page, each.enter);
    await steps.see(page, 'Rename this authenticator');
    await page.getByLabel('Name').fill('My blue one');
    await steps.press(page, 'Save');
    await steps.see(page, 'Your authenticators');
    await expect(page.getByRole('heading', { name: 'My blue one' })).toBeVisible();

    await signInWithApp(page, person, phone, device);
    await page.goto('/authenticators');
    await page.getByRole('link', { name: 'Remove My blue one' }).click();
    // What is lost is said before anything is pressed.
    await expect(page.getByRole('main')).toContainText('It is your last one that gives very high confidence');
    await steps.press(page, 'Remove it anyway');
    await steps.see(page, AGAIN);
    await steps.press(page, each.enter);
    await steps.see(page, 'Remove this authenticator?');
    await steps.press(page, 'Remove it anyway');
    await steps.see(page, 'Your authenticators');
    await expect(page.getByRole('main')).toContainText('The authenticator was removed.');
    await expect(page.getByRole('heading', { name: 'My blue one' })).toHaveCount(0);
  });
}

test('failure 13: a sign-in with the app does not replace a key of a higher level', async ({ page, context, server, person }) => {
  const { phone, device } = await withAppAndKey({ page, context, server, person });
  await signInWithApp(page, person, phone, device);
  // Nobody reads how to register it first, and is refused then.
  await page.goto('/authenticators/add/security-key');
  await steps.see(page, AGAIN);
  await expect(page.getByRole('main')).toContainText('It needs a very high confidence in who you are');
  expect(await device.keys()).toHaveLength(1);
  await steps.press(page, KEY.enter);
  await steps.see(page, 'Register Security key with your Care Identity');
});

test('failure 13: a replacement that shows less says that the one that gives more stays, and it does', async ({ browser, ownServer }) => {
  const server = await ownServer();
  await server.cli('setting', 'set', 'accept-unattested', 'security-key');
  const person = await server.addPerson();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await shortcut.withEmail(context, server, person);
  const old = await Device.attach(page, KEY.what);
  await register(page, KEY);
  await steps.signOut(page);
  await signInWith(page, KEY);
  await steps.see(page, 'Care Identity Management');
  const keys = await old.keys();
  await old.remove();

  // From now on nobody vouches for such keys: the new one gives less than the old one showed.
  await server.cli('setting', 'unset', 'accept-unattested');
  await Device.attach(page, KEY.what);
  await register(page, KEY);
  await expect(page.getByRole('main')).toContainText('It gives high confidence (AAL2)');
  await expect(page.getByRole('main')).toContainText('One that gives more confidence stays until you remove it.');
  await steps.signOut(page);
  await signInWith(page, KEY);
  await steps.see(page, 'Care Identity Management');
  await page.goto('/authenticators');
  await expect(page.getByRole('main').getByRole('heading', { level: 2, name: /^Security key/ })).toHaveCount(2);
  await steps.signOut(page);

  await server.cli('setting', 'set', 'accept-unattested', 'security-key');
  const tab = await context.newPage();
  await Device.attach(tab, KEY.what, { keys });
  await signInWith(tab, KEY);
  await steps.see(tab, 'Care Identity Management');
  await tab.goto('/authenticators');
  await expect(tab.getByRole('main')).toContainText(/Gives\s*Very high confidence \(AAL3\)/i);
  await context.close();
});

test('a sign-in counts for 5 minutes: then the key is asked for again, and leads back', async ({ page, context, server, person }) => {
  await withAppAndKey({ page, context, server, person });
  await steps.signOut(page);
  await signInWith(page, KEY);
  await steps.see(page, 'Care Identity Management');
  await pass(server, person, { minutes: 6 });
  await page.goto('/authenticators');
  await page.getByRole('link', { name: 'Remove Microsoft Authenticator' }).click();
  await steps.press(page, 'Remove');
  await steps.see(page, AGAIN);
  await expect(page.getByRole('main')).toContainText('A sign-in counts for 5 minutes.');
  // Either would do; the one that leaves the session as it is comes first.
  await expect(page.getByRole('main')).toContainText('This gives less confidence than you signed in with');
  await expect(page.getByRole('main').getByRole('button', { name: 'Sign in with your authenticator app' })).toBeVisible();
  await steps.press(page, KEY.enter);
  await steps.see(page, 'Remove this authenticator?');
  await steps.press(page, 'Remove');
  await steps.see(page, 'Your authenticators');
  await expect(page.getByRole('heading', { name: 'Microsoft Authenticator' })).toHaveCount(0);
});

test('whose changes are stopped allows them again with a key that is older than the change', async ({ page, context, server, person, mail, anotherBrowser }) => {
  const { phone, device } = await withAppAndKey({ page, context, server, person });
  await signInWithApp(page, person, phone, device);
  await changePassword(page, steps.PASSWORD, NEW_PASSWORD);
  await takeBack(await anotherBrowser(), mail, person);

  await steps.signIn(page, person.email, phone);
  await steps.see(page, 'Care Identity Management');
  await page.getByRole('main').getByRole('link', { name: 'What happened, and what to do' }).click();
  await steps.see(page, 'Changes are stopped');
  await page.goto('/profile/mobile');
  await steps.see(page, 'Changes are stopped');
  await steps.press(page, 'Allow changes again');
  await steps.see(page, AGAIN);
  await steps.press(page, KEY.enter);
  await steps.see(page, 'Changes are stopped');
  await steps.press(page, 'Allow changes again');
  await steps.see(page, 'Your profile');
  await expect(page.getByRole('main')).toContainText('Changes are possible again');
  await saveMobile(page);
  await steps.see(page, 'Your profile');
  await expect(page.getByRole('main')).toContainText(/7700 ?900 ?982/);
});

test('a key that came after the change goes back with it', async ({ page, context, server, person, mail, anotherBrowser }) => {
  await shortcut.signedIn(context, server, person);
  await changePassword(page, steps.PASSWORD, NEW_PASSWORD);
  await steps.signOut(page);
  await shortcut.enrolling(context, server, person);
  await Device.attach(page, KEY.what);
  await register(page, KEY);
  await takeBack(await anotherBrowser(), mail, person);

  await page.goto('/sign-in/security-key');
  await steps.press(page, KEY.enter);
  await steps.seeError(page, KEY.enter, 'That did not sign you in.');
});

test('a registration that was under way when changes stopped is over', async ({ page, context, server, person, mail, anotherBrowser }) => {
  await shortcut.signedIn(context, server, person);
  await changePassword(page, steps.PASSWORD, NEW_PASSWORD);
  await Device.attach(page, KEY.what);
  await toDevice(page, KEY);
  await takeBack(await anotherBrowser(), mail, person);
  await steps.press(page, 'Register Security key');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('This page is too old to go on with.');
  await page.reload();
  await steps.see(page, 'This registration is over');
});
