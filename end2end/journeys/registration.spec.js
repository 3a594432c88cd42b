// A registration, off the straight way.

import { expect, test } from '../support/test.js';
import { readQr } from '../support/phone.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const SET_UP = 'Register Microsoft Authenticator with your Care Identity';

test('without a verified address the set-up page says that one comes first', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  await page.goto('/authenticators/add/microsoft-authenticator');
  await steps.see(page, SET_UP);
  await expect(page.getByRole('main')).toContainText('You need a verified email address on your profile.');
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await page.getByRole('button', { name: 'Add an email address' }).click();
  await steps.see(page, 'Your email addresses');
});

test('the tick box must be ticked', async ({ page, context, server, person }) => {
  await shortcut.withEmail(context, server, person);
  await page.goto('/authenticators/add/microsoft-authenticator');
  await steps.press(page, 'Register Microsoft Authenticator');
  await steps.seeError(page, SET_UP, 'Confirm that only you will have access to the device.');
  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByRole('checkbox')).toBeInViewport();
});

test('the registration link is opened in another browser and finished there', async ({ page, context, server, person, mail, anotherBrowser }) => {
  await shortcut.withEmail(context, server, person);
  await steps.askForLink(page);
  await page.getByText('Open it on another device or in another browser').click();
  const link = await steps.readLink(page);
  expect(await readQr(page.getByRole('img', { name: 'QR code of the registration link' }))).toBe(link);

  const other = await anotherBrowser();
  await other.goto(link);
  await steps.see(other, 'Register your device');
  await expect(other.getByRole('main')).toContainText('This link registers Microsoft Authenticator with a Care Identity.');
  await expect(other.getByRole('main')).not.toContainText(person.name);
  await steps.press(other, 'Continue');
  await expect(other.getByLabel('Email address')).toHaveValue('');
  await steps.proveEmail(other, mail, person.email);
  await steps.createPassword(other);
  const phone = await steps.scan(other);
  await steps.confirmCode(other, await phone.fresh());
  await expect(other.getByRole('banner')).not.toContainText('Sign out');

  await page.getByRole('link', { name: 'Load this page again' }).click();
  await steps.see(page, 'Your authenticator app is registered');
  await page.getByRole('button', { name: 'See your authenticators' }).click();
  await steps.see(page, 'Your authenticators');
  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText('Microsoft Authenticator');
});

test('failure 9: a registration link works once, and not in a second browser', async ({ page, context, server, person, anotherBrowser }) => {
  const { page: shown, token } = await shortcut.withLink(context, server, person);
  const [one, two] = [await anotherBrowser(), await anotherBrowser()];
  for (const browser of [one, two]) {
    await browser.goto(`/register/${token}`);
    await steps.see(browser, 'Register your device');
  }
  await steps.press(one, 'Continue');
  await steps.see(one, 'What is your Care Identity email address?');
  await steps.press(two, 'Continue');
  await steps.see(two, 'This registration link does not work');
  // Nor by the address of a step.
  await two.goto(one.url());
  await steps.see(two, 'This registration is over');
  await page.goto(shown);
  await steps.see(page, 'This registration link was opened');
});

test('a registration link leads the browser that opened it to the step that is due', async ({ context, server, person, anotherBrowser }) => {
  const { token } = await shortcut.withLink(context, server, person);
  const other = await anotherBrowser();
  await other.goto(`/register/${token}`);
  await steps.press(other, 'Continue');
  await steps.see(other, 'What is your Care Identity email address?');
  const due = other.url();
  await other.goto(`/register/${token}`);
  await steps.see(other, 'What is your Care Identity email address?');
  expect(other.url()).toBe(due);
});

test('failure 9: a registration link is not opened where somebody else is signed in', async ({ context, server, person, anotherBrowser }) => {
  const { token } = await shortcut.withLink(context, server, person);
  const other = await anotherBrowser();
  await shortcut.enrolling(other.context(), server, await server.addPerson({ given: 'Bilal' }));
  await other.goto(`/register/${token}`);
  await steps.press(other, 'Continue');
  await steps.seeError(other, 'Register your device', 'Somebody else is signed in in this browser. Sign out first, then open the link again.');
});

test('failure 23: a scanner that opens a registration link does not use it up', async ({ page, context, server, person }) => {
  const { token } = await shortcut.withLink(context, server, person);
  for (const method of ['GET', 'HEAD', 'GET']) {
    expect((await fetch(`http://127.0.0.1:${server.port}/register/${token}`, { method })).status).toBe(200);
  }
  await page.goto(`/register/${token}`);
  await steps.press(page, 'Continue');
  await steps.see(page, 'What is your Care Identity email address?');
});

test('a newer link takes the place of an older one', async ({ page, context, server, person, anotherBrowser }) => {
  const old = await shortcut.withLink(context, server, person);
  const fresh = await shortcut.newLink(context, server);
  await page.goto(old.page);
  await steps.see(page, 'This registration link has expired');
  await page.getByRole('button', { name: 'Get a new link' }).click();
  await steps.see(page, SET_UP);

  const other = await anotherBrowser();
  await other.goto(`/register/${old.token}`);
  await steps.see(other, 'This registration link does not work');
  await other.goto(`/register/${fresh.token}`);
  await steps.see(other, 'Register your device');
});

test('a newer link ends a registration that was begun with the older one', async ({ page, context, server, person }) => {
  const id = await shortcut.withProof(context, server, person);
  await shortcut.newLink(context, server);
  await page.goto(`/register/${id}/password`);
  await steps.see(page, 'This registration is over');
  await page.getByRole('button', { name: 'Get a new link' }).click();
  await steps.see(page, 'Select authenticator type');
});

test('failure 22: a wrong e-mail address answers as the right one does, and no mail goes out', async ({ page, context, server, person, mail }) => {
  const id = await shortcut.withRegistration(context, server, person);
  const text = async (email) => {
    await page.goto(`/register/${id}/email`);
    await page.getByLabel('Email address').fill(email);
    await steps.press(page, 'Send One Time Password');
    await steps.see(page, 'Check your inbox');
    const words = await page.getByRole('main').innerText();
    return words.replaceAll(email, 'ADDRESS').replace(/\d{1,2}:\d\d(:\d\d)?[ap]m/g, 'TIME');
  };
  const stranger = `stranger.${person.email}`;
  const wrong = await text(stranger);
  await page.getByLabel('One Time Password').fill('12345678');
  await steps.press(page, 'Continue');
  await steps.seeError(page, 'Check your inbox', 'That One Time Password is wrong. You have 4 more tries.');
  await steps.press(page, 'Use another email address');
  await steps.see(page, 'What is your Care Identity email address?');
  expect(await text(person.email)).toBe(wrong);
  await page.getByLabel('One Time Password').fill(await mail.code(person.email));
  await steps.press(page, 'Continue');
  await steps.see(page, 'Create a password');
  expect(await mail.messages(stranger)).toHaveLength(0);
});

test('failure 8: no step is reached by its address before it is due, nor after', async ({ page, context, server, person }) => {
  const id = await shortcut.withRegistration(context, server, person);
  const lead = async (heading) => {
    for (const step of ['email', 'inbox', 'password', 'app', 'code', 'done']) {
      await page.goto(`/register/${id}/${step}`);
      await steps.see(page, heading);
    }
  };
  await lead('What is your Care Identity email address?');
  // Nor by posting its form.
  for (const [path, form] of /** @type {const} */ ([
    ['/api/register/password/create', { id, password: steps.PASSWORD, again: steps.PASSWORD }],
    ['/api/register/code', { id, code: '123456' }],
    ['/api/register/inbox', { id, code: '12345678' }],
  ])) {
    expect(await shortcut.post(context, server, path, form)).toBe(`/register/${id}/email`);
  }
  await shortcut.post(context, server, '/api/register/email', { id, email: person.email });
  await lead('Check your inbox');
  await shortcut.post(context, server, '/api/register/inbox', { id, code: await server.mail.code(person.email) });
  await lead('Create a password');
});

test('reload, back and a second tab do no harm', async ({ page, context, server, person, mail }) => {
  const id = await shortcut.withRegistration(context, server, person);
  await page.goto(`/register/${id}/email`);
  await steps.proveEmail(page, mail, person.email);
  await steps.see(page, 'Create a password');
  await page.reload();
  await steps.see(page, 'Create a password');

  const tab = await context.newPage();
  await tab.goto(`/register/${id}/email`);
  await steps.see(tab, 'Create a password');
  await steps.createPassword(page);
  const phone = await steps.scan(page);
  // The second tab still shows the form of the step before.
  await tab.getByLabel('Password', { exact: true }).fill('another password 12');
  await tab.getByLabel('Confirm password').fill('another password 12');
  await steps.press(tab, 'Continue');
  expect((await steps.scan(tab)).parameters.get('secret')).toBe(phone.parameters.get('secret'));

  await page.reload();
  expect((await steps.scan(page)).parameters.get('secret')).toBe(phone.parameters.get('secret'));
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Scan the QR code|Create a password/);
  await page.goto(`/register/${id}/app`);
  await steps.confirmCode(page, await phone.fresh());
  await page.goBack();
  await page.reload();
  await steps.see(page, 'Registration successful');
  await tab.reload();
  await steps.see(tab, 'Registration successful');

  // The first password counts.
  await steps.signOut(page);
  await steps.signIn(page, person.email, phone);
  await steps.see(page, 'Care Identity Management');
});

test('a double click on each button does what one click does', async ({ page, context, server, person, mail }) => {
  await shortcut.withEmail(context, server, person);
  const twice = (name) => page.getByRole('main').getByRole('button', { name, exact: true }).dblclick();
  await page.goto('/authenticators/add/microsoft-authenticator');
  await page.getByRole('checkbox').check();
  await twice('Register Microsoft Authenticator');
  await steps.see(page, 'Registration link');
  await twice('Open the link on this device');
  await steps.see(page, 'What is your Care Identity email address?');
  await twice('Send One Time Password');
  await steps.see(page, 'Check your inbox');
  await page.getByLabel('One Time Password').fill(await mail.code(person.email));
  await twice('Continue');
  await steps.see(page, 'Create a password');
  await page.getByLabel('Password', { exact: true }).fill(steps.PASSWORD);
  await page.getByLabel('Confirm password').fill(steps.PASSWORD);
  await twice('Continue');
  const phone = await steps.scan(page);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Enter verification code').fill(await phone.fresh());
  await twice('Submit');
  await steps.see(page, 'Registration successful');
  await page.goto('/profile');
  await expect(page.locator('dt', { hasText: 'Microsoft Authenticator' })).toHaveCount(1);
});

test('a wrong code of the app says what to look at, and the fifth in a row brings a wait', async ({ page, context, server, person }) => {
  const { id, phone } = await shortcut.withQr(context, server, person);
  await page.goto(`/register/${id}/code`);
  const enter = async (code) => {
    await page.getByLabel('Enter verification code').fill(code);
    await steps.press(page, 'Submit');
  };
  for (const slip of ['', '12 34', 'abcdef', '1234567']) {
    await enter(slip);
    await steps.seeError(page, 'Check your authenticator app', 'Enter the 6 digits that the app shows');
  }
  for (let guess = 0; guess < 5; guess += 1) {
    await enter(phone.wrong());
    await steps.seeError(page, 'Check your authenticator app', 'That code is wrong. Check that your app shows the entry that you just added');
    await expect(page.getByLabel('Enter verification code')).toHaveValue('');
  }
  await enter(await phone.fresh());
  await steps.seeError(page, 'Check your authenticator app', /There were too many wrong attempts\. Wait \d+ seconds, then try again\. Nothing is lost\./);
});

test('a password that is short, common or the name of its owner is refused with the reason', async ({ page, context, server, person }) => {
  const id = await shortcut.withProof(context, server, person);
  await page.goto(`/register/${id}/password`);
  const enter = async (password, again = password) => {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Confirm password').fill(again);
    await steps.press(page, 'Continue');
  };
  for (const [password, words] of /** @type {const} */ ([
    ['', 'Enter a password'],
    ['short 1', 'Password must be at least 8 characters long'],
    ['password123', 'That password is on a list of passwords that are common or were stolen, so others may try it. Choose another one.'],
    ['aaaaaaaaaa', 'That password is one character repeated, which is easy to guess. Choose another one.'],
    [`${person.given}${person.family}1`, 'That password is your name, which others know. Choose another one.'],
    [person.email, 'That password is your email address, which others know. Choose another one.'],
    ['care identity', 'That password is the name of this service, which others may try. Choose another one.'],
  ])) {
    await enter(password);
    await steps.seeError(page, 'Create a password', words);
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  }
  await enter(steps.PASSWORD, `${steps.PASSWORD}2`);
  await steps.seeError(page, 'Create a password', 'The two passwords are different. Type the same password twice.');
  // Long, and in any letters.
  const long = 'пароль из многих слов 🔑 '.repeat(6);
  await enter(long);
  await steps.see(page, 'Scan the QR code');
});

test('failure 25: a huge password is refused, not worked on', async ({ page, context, server, person }) => {
  const id = await shortcut.withProof(context, server, person);
  await page.goto(`/register/${id}/password`);
  const huge = 'x1'.repeat(15_000);
  await page.getByLabel('Password', { exact: true }).fill(huge);
  await page.getByLabel('Confirm password').fill(huge);
  const started = Date.now();
  await steps.press(page, 'Continue');
  await steps.seeError(page, 'Create a password', 'Password must be 256 characters or fewer');
  expect(Date.now() - started).toBeLessThan(3_000);
  const answer = await context.request.post('/api/register/password/create', {
    form: { id, password: 'x'.repeat(100_000), again: '' },
    headers: { origin: server.url, accept: 'text/html' },
  });
  expect(answer.status()).toBe(413);
});

test('failure 28: an abandoned registration neither counts nor locks its owner out', async ({ page, context, server, person, mail }) => {
  await shortcut.withQr(context, server, person);
  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText('You have no authenticator yet.');
  await steps.signOut(page);
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(page, person.email);
  await steps.seeError(page, 'Sign in with your authenticator app', 'Your password is right, but there is no authenticator app on your Care Identity yet.');

  // The address and the password that were set are kept.
  await steps.useSignInLink(page, person, await server.link(person));
  await steps.askForLink(page);
  await steps.press(page, 'Open the link on this device');
  await steps.proveEmail(page, mail, person.email);
  await steps.see(page, 'Enter your password');
  await page.getByLabel('Password', { exact: true }).fill('not my password 99');
  await steps.press(page, 'Continue');
  await steps.seeError(page, 'Enter your password', 'The password is wrong. Check it and try again.');
  await page.getByLabel('Password', { exact: true }).fill(steps.PASSWORD);
  await steps.press(page, 'Continue');
  const phone = await steps.scan(page);
  await steps.confirmCode(page, await phone.fresh());
});

test('failure 10: there is one authenticator of each type; a new one takes the place of the old', async ({ page, context, server, person, mail }) => {
  const old = await shortcut.signedIn(context, server, person);
  await page.goto('/authenticators/add');
  await expect(page.getByRole('main')).toContainText(/You have one already, added .*: a new one takes its place\./);
  await page.getByRole('radio', { name: 'Microsoft Authenticator' }).check();
  await steps.press(page, 'Continue');
  await expect(page.getByRole('main')).toContainText('It works until the new one is set up. Then the old one no longer signs you in.');
  // Without the wish to replace the server issues no link.
  const form = { kind: 'microsoft-authenticator', confirm: 'yes', replace: '' };
  expect(await shortcut.post(context, server, '/api/authenticators/register', form)).toBe('/authenticators/add/microsoft-authenticator');

  await page.getByRole('checkbox').check();
  await steps.press(page, 'Register Microsoft Authenticator');
  await steps.press(page, 'Open the link on this device');
  await steps.proveEmail(page, mail, person.email);
  await page.getByLabel('Password', { exact: true }).fill(steps.PASSWORD);
  await steps.press(page, 'Continue');
  const phone = await steps.scan(page);
  await steps.confirmCode(page, await phone.fresh());
  const letter = await mail.next(person.email, (message) => message.text.includes('replaced by a new one'));
  expect(letter.text).toContain('The old one no longer signs you in.');
  await page.goto('/profile');
  await expect(page.locator('dt', { hasText: 'Microsoft Authenticator' })).toHaveCount(1);

  await steps.signOut(page);
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(page, person.email);
  await steps.enterCode(page, await old.fresh());
  await steps.seeError(page, 'Check your authenticator app', 'That code is wrong');
  await page.getByLabel('Enter verification code').fill(await phone.fresh());
  await steps.press(page, 'Submit');
  await steps.see(page, 'Care Identity Management');
});

test('failure 13: a sign-in link does not replace the authenticator that is there', async ({ page, context, server, person }) => {
  await shortcut.registered(context, server, person);
  await page.goto('/authenticators/add/microsoft-authenticator');
  await expect(page.getByRole('main')).toContainText('A sign-in link sets up only what is not there yet, and you have one of these.');
  await expect(page.getByRole('button', { name: 'Register Microsoft Authenticator' })).toHaveCount(0);
});
