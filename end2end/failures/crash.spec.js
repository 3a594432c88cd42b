// The server dies between two steps, as in a power cut, and starts again on what it had written (failure 30).

import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test('failure 30: a registration goes on after the server was killed between any two of its steps', async ({ browser, ownServer }) => {
  test.setTimeout(120_000);
  const server = await ownServer();
  const person = await server.addPerson();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  const crash = async () => {
    await server.kill();
    await server.begin();
  };

  await steps.useSignInLink(page, person, await server.link(person));
  await crash();
  await steps.addEmail(page, server.mail, person.email);
  await crash();
  await page.reload();
  await expect(page.getByRole('main')).toContainText('Verified');
  await steps.askForLink(page);
  await crash();
  await page.reload();
  await steps.see(page, 'Registration link');
  await steps.press(page, 'Open the link on this device');
  await steps.see(page, 'What is your Care Identity email address?');
  await steps.press(page, 'Send One Time Password');
  await steps.see(page, 'Check your inbox');
  // The code of before the crash is the one that counts, and its mail is sent once.
  await crash();
  await page.getByLabel('One Time Password').fill(await server.mail.code(person.email));
  await steps.press(page, 'Continue');
  await steps.see(page, 'Create a password');
  await crash();
  await steps.createPassword(page);
  await steps.see(page, 'Scan the QR code');
  await crash();
  await page.reload();
  const phone = await steps.scan(page);
  await crash();
  await page.reload();
  expect((await steps.scan(page)).parameters.get('secret')).toBe(phone.parameters.get('secret'));
  const code = await phone.shows();
  await steps.confirmCode(page, code);
  await crash();
  await page.reload();
  await steps.see(page, 'Registration successful');
  await steps.signOut(page);

  // What was used is used after the crash, too.
  await page.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(page, person.email);
  await steps.enterCode(page, code);
  await steps.seeError(page, 'Check your authenticator app', 'That code is wrong, or it was used already.');
  await crash();
  await steps.enterCodeAgain(page, await phone.fresh());
  await steps.see(page, 'Care Identity Management');
  await crash();
  await page.goto('/profile');
  await expect(page.locator('dt', { hasText: 'Microsoft Authenticator' })).toHaveCount(1);

  const ids = (await server.mail.messages()).map((message) => message.messageId);
  expect(new Set(ids).size).toBe(ids.length);
  const subjects = (await server.mail.messages(person.email)).map((message) => message.subject);
  expect(subjects.filter((subject) => subject.startsWith('Your one-time password'))).toHaveLength(2);
  expect(subjects.filter((subject) => subject === 'An authenticator was added to Care Identity')).toHaveLength(1);
  expect(subjects.filter((subject) => subject === 'A password was set for Care Identity')).toHaveLength(1);
  expect(await server.cli('audit', 'verify')).toBeTruthy();
  await context.close();
});

test('failure 30: mail that was written before a crash is sent after it', async ({ browser, ownServer }) => {
  const server = await ownServer({ settings: { MAIL: 'smtp://127.0.0.1:9?tls=none', MAIL_FROM: 'no-reply@example.org' } });
  const person = await server.addPerson();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await steps.useSignInLink(page, person, await server.link(person));
  await page.goto('/profile/email/add');
  await page.getByLabel('Email address').fill(person.email);
  await steps.press(page, 'Send One Time Password');
  await steps.see(page, 'Check your inbox');
  await server.kill();
  // The mail server that nobody reached is given up; mail goes into the folder from now on.
  server.environment.CARE_IDENTITY_MAIL = `file:${server.mailFolder}`;
  await server.begin();
  await page.getByLabel('One Time Password').fill(await server.mail.code(person.email, 40_000));
  await steps.press(page, 'Continue');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
  await context.close();
});

test('an orderly stop lets a request under way finish', async ({ browser, ownServer }) => {
  const server = await ownServer();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/sign-in/microsoft-authenticator');
  await page.getByLabel('Email address').fill('nobody@nhs.net');
  await page.getByLabel('Password', { exact: true }).fill('not my password 99');
  const answered = page.waitForResponse('**/api/sign-in');
  await steps.press(page, 'Continue');
  const stopped = server.stop();
  expect((await answered).status()).toBe(303);
  await stopped;
  expect(server.child.exitCode).toBe(0);
  await context.close();
});
