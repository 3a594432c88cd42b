// Change a password, replace a forgotten one, take a change back that was somebody else's, and be told what to do next.

import { expect, test } from '../support/test.js';
import { sleep } from '../support/server.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const NEW_PASSWORD = 'harbour pencil meadow 52';

/** @param {import('@playwright/test').Page} page */
async function fillNewPassword(page, password = NEW_PASSWORD, again = password) {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Confirm password').fill(again);
}

async function changePassword(page, current = steps.PASSWORD, password = NEW_PASSWORD, again = password) {
  await page.getByLabel('Your password now').fill(current);
  await fillNewPassword(page, password, again);
  await steps.press(page, 'Change your password');
}

/** @returns {Promise<string>} the link of the newest notice that tells of this */
async function undoLink(mail, email, subject) {
  const notice = await mail.next(email, (one) => subject.test(one.subject));
  return /** @type {RegExpExecArray} */ (/(http:\S+\/undo\/\S+)/.exec(notice.text))[1];
}

test.describe('Change your password', () => {
  test('the new one signs in, the old one does not, and other sessions end', async ({ page, context, server, person, anotherBrowser }) => {
    const phone = await shortcut.signedIn(context, server, person);
    const other = await anotherBrowser();
    await steps.signIn(other, person.email, phone);
    await steps.see(other, 'Care Identity Management');

    await page.goto('/profile');
    await page.getByRole('main').getByRole('link', { name: 'Change password' }).click();
    await steps.see(page, 'Change your password');
    await changePassword(page);
    await steps.see(page, 'Your profile');
    await expect(page.getByRole('main')).toContainText('Your password is changed, and you are signed out everywhere else');

    await other.goto('/profile');
    await steps.see(other, 'Select your login method');
    await steps.chooseApp(other);
    await steps.enterPassword(other, person.email, steps.PASSWORD);
    await steps.seeError(other, 'Sign in with your authenticator app', 'The email address or the password is wrong');
    await steps.enterPassword(other, person.email, NEW_PASSWORD);
    await steps.enterCode(other, await phone.fresh());
    await steps.see(other, 'Your profile');
  });

  test('what is wrong is said at its field', async ({ page, context, server, person }) => {
    await shortcut.signedIn(context, server, person);
    await page.goto('/profile/password');
    await changePassword(page, 'not my password 99');
    await steps.seeError(page, 'Change your password', 'That is not the password that you have now');
    await changePassword(page, '');
    await steps.seeError(page, 'Change your password', 'Enter the password that you have now');
    await changePassword(page, steps.PASSWORD, NEW_PASSWORD, 'something else 77');
    await steps.seeError(page, 'Change your password', 'The two passwords are different');
    await changePassword(page, steps.PASSWORD, steps.PASSWORD);
    await steps.seeError(page, 'Change your password', 'That is the password that you have now');
    await changePassword(page, steps.PASSWORD, 'password1');
    await steps.seeError(page, 'Change your password', 'common or were stolen');
  });

  test('a sign-in link is not enough for it', async ({ page, context, server, person }) => {
    await shortcut.registered(context, server, person);
    await page.goto('/profile/password');
    await steps.see(page, 'Sign in again to go on');
  });
});

test.describe('Forgot your password?', () => {
  async function toTheCode(page, mail, email) {
    await page.goto('/sign-in/microsoft-authenticator');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await steps.see(page, 'Forgot your password?');
    await page.getByLabel('Email address').fill(email);
    await steps.press(page, 'Send One Time Password');
    await steps.see(page, 'Check your inbox');
    await expect(page.getByRole('main')).toContainText(email);
    await page.getByLabel('One Time Password').fill(await mail.code(email));
    await steps.press(page, 'Continue');
  }

  test('two proofs give a new password, which signs in', async ({ page, context, server, person, mail, anotherBrowser }) => {
    const phone = await shortcut.signedIn(context, server, person);
    const other = await anotherBrowser();
    await toTheCode(other, mail, person.email);
    await steps.see(other, 'Check your authenticator app');
    await other.getByLabel('Enter verification code').fill(await phone.fresh());
    await steps.press(other, 'Continue');
    await steps.see(other, 'Choose a new password');
    await fillNewPassword(other, NEW_PASSWORD, 'not the same 41');
    await steps.press(other, 'Save the new password');
    await steps.seeError(other, 'Choose a new password', 'The two passwords are different');
    await fillNewPassword(other);
    await steps.press(other, 'Save the new password');
    await steps.see(other, 'Your password is changed');

    // Nobody is signed in by it, and whoever was is out.
    await page.goto('/profile');
    await steps.see(page, 'Select your login method');
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await steps.enterPassword(other, person.email, NEW_PASSWORD);
    await steps.enterCode(other, await phone.fresh());
    await steps.see(other, 'Care Identity Management');
  });

  test('failure 16: the mail alone opens nothing, and no step is taken before its time', async ({ page, context, server, person, mail }) => {
    await shortcut.registered(context, server, person);
    await shortcut.post(context, server, '/api/sign-out', {});
    await toTheCode(page, mail, person.email);
    await steps.see(page, 'Check your authenticator app');
    const here = page.url().split('/').slice(0, -1).join('/');
    for (const step of ['password', 'end', 'inbox']) {
      await page.goto(`${here}/${step}`);
      await steps.see(page, 'Check your authenticator app');
    }
    await page.getByLabel('Enter verification code').fill('000000');
    await steps.press(page, 'Continue');
    await steps.seeError(page, 'Check your authenticator app', 'That code is wrong');
  });

  test('without an app the Registration Authority is the way', async ({ page, context, server, person, mail }) => {
    await shortcut.withEmail(context, server, person);
    await shortcut.post(context, server, '/api/sign-out', {});
    await toTheCode(page, mail, person.email);
    await steps.see(page, 'You cannot choose a new password here');
    await expect(page.getByRole('main').getByRole('link', { name: 'sign in with it and choose a new password' })).toBeVisible();
  });

  test('failure 22: an address that nobody has looks the same', async ({ page, server }) => {
    await page.goto('/forgot-password');
    await page.getByLabel('Email address').fill('nobody.we.know@nhs.net');
    await steps.press(page, 'Send One Time Password');
    await steps.see(page, 'Check your inbox');
    await expect(page.getByRole('main')).toContainText('nobody.we.know@nhs.net');
    await page.getByLabel('One Time Password').fill('12345678');
    await steps.press(page, 'Continue');
    await steps.seeError(page, 'Check your inbox', 'wrong');
    await sleep(500);
    expect(await server.mail.messages('nobody.we.know@nhs.net')).toEqual([]);
  });
});

test.describe('This was not me', () => {
  test('a changed password comes back, sessions end, and changes stop until an operator has checked', async ({ page, context, server, person, mail, anotherBrowser }) => {
    const phone = await shortcut.signedIn(context, server, person);
    await page.goto('/profile/password');
    await changePassword(page);
    await steps.see(page, 'Your profile');
    const link = await undoLink(mail, person.email, /password was changed/);

    const owner = await anotherBrowser();
    // To look at it changes nothing (failure 23).
    for (let i = 0; i < 2; i++) {
      await owner.goto(link);
      await steps.see(owner, 'Was this change not yours?');
    }
    await expect(owner.getByRole('main')).toContainText(person.name);
    await expect(owner.getByRole('main')).toContainText('the password was changed');
    await page.goto('/profile');
    await steps.see(page, 'Your profile');

    await steps.press(owner, 'This was not me: take it back');
    await expect(owner.getByRole('main')).toContainText('The change is taken back');
    // Whoever has just used it is not told that it was used.
    await expect(owner.getByRole('heading', { level: 1 })).not.toHaveText('This link was used');
    await owner.goto(link);
    await steps.see(owner, 'This link was used');

    await page.goto('/profile');
    await steps.see(page, 'Select your login method');
    await steps.signIn(owner, person.email, phone, steps.PASSWORD);
    await steps.see(owner, 'Care Identity Management');
    await expect(owner.getByRole('main')).toContainText('Changes are stopped');
    // No advice to make a change that would be refused.
    await expect(owner.getByRole('button', { name: 'Not now' })).toHaveCount(0);
    // Nobody fills in a form that would be refused.
    await owner.goto('/profile/mobile');
    await steps.see(owner, 'Changes are stopped');
    // An app does not show who it is: nothing is offered that would be refused.
    await expect(owner.getByRole('button', { name: 'Allow changes again' })).toHaveCount(0);

    await server.cli('person', 'unfreeze', person.identifier, '--reason', 'seen in person');
    await owner.goto('/profile/mobile');
    await owner.getByLabel('Your mobile number').fill('07700 900 982');
    await steps.press(owner, 'Save');
    await steps.see(owner, 'Your profile');
  });

  test('an authenticator that somebody else added is gone', async ({ page, context, server, person, mail, anotherBrowser }) => {
    await shortcut.registered(context, server, person);
    const link = await undoLink(mail, person.email, /authenticator was added/);
    const owner = await anotherBrowser();
    await owner.goto(link);
    await expect(owner.getByRole('main')).toContainText('Microsoft Authenticator was added');
    await steps.press(owner, 'This was not me: take it back');
    await expect(owner.getByRole('main')).toContainText('The change is taken back');
    await page.goto('/');
    await steps.see(page, 'Select your login method');
  });
});

test.describe('What to do next', () => {
  test('home says the one thing that helps most, and it can be put away', async ({ page, context, server, person }) => {
    await shortcut.enrolling(context, server, person);
    await page.goto('/');
    const next = page.getByRole('main').getByRole('heading', { level: 2 }).first();
    await expect(next).toHaveText('Next: verify your email address');
    await steps.press(page, 'Not now');
    await expect(next).toHaveText('Next: add an authenticator');
    await shortcut.registered(context, server, person);
    await page.goto('/');
    await expect(next).toHaveText('Be ready for a lost phone or key: add a second authenticator');
    await page.getByRole('button', { name: 'Add a second authenticator' }).click();
    await steps.see(page, 'Select authenticator type');
  });
});

test.describe('An operator who checked an identity', () => {
  test('suspends, reinstates and removes an authenticator, each told to its owner', async ({ page, context, server, person, mail }) => {
    const phone = await shortcut.signedIn(context, server, person);
    const id = (await server.cli('authenticator', 'list', person.identifier)).split('\t')[0];
    const change = (what) => server.cli('authenticator', what, person.identifier, id, '--reason', 'seen in person');
    await change('suspend');
    await mail.next(person.email, (one) => one.subject === 'An authenticator of Care Identity was suspended');
    await page.goto('/profile');
    await steps.chooseApp(page);
    await steps.enterPassword(page, person.email);
    await steps.seeError(page, 'Sign in with your authenticator app', 'there is no authenticator app on your Care Identity');
    await change('reinstate');
    await steps.enterPassword(page, person.email);
    await steps.enterCode(page, await phone.fresh());
    await steps.see(page, 'Your profile');
    await change('remove');
    await mail.next(person.email, (one) => one.subject === 'An authenticator of Care Identity was removed');
    await page.goto('/profile');
    await steps.see(page, 'Select your login method');
  });
});
