// E-mail addresses of the profile.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

/** Opens the form. */
async function openForm(page) {
  await page.goto('/profile/email/add');
  await steps.see(page, 'Add an email address');
}

async function send(page, email) {
  await page.getByLabel('Email address').fill(email);
  await steps.press(page, 'Send One Time Password');
}

test('a refused domain names the nearest accepted one, keeps what was typed and links to the list', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  await send(page, 'amara.okafor@gmial.com');
  await steps.seeError(page, 'Add an email address', 'We do not accept addresses at gmial.com. Did you mean gmail.com?');
  await expect(page.getByLabel('Email address')).toHaveValue('amara.okafor@gmial.com');
  await expect(page.getByLabel('Email address')).toHaveAccessibleDescription(/Did you mean gmail\.com\?/);
  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByLabel('Email address')).toBeInViewport();
  await page.getByRole('main').getByRole('link', { name: 'See which email addresses are accepted' }).click();
  await expect(page.getByRole('main')).toContainText('gmail.com');
});

test('a text that is no address is refused in plain words', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  await send(page, '');
  await steps.seeError(page, 'Add an email address', 'Enter an email address');
  await send(page, 'amara at nhs.net');
  await steps.seeError(page, 'Add an email address', 'Enter an email address in the correct format, like name@nhs.net.');
  await expect(page.getByLabel('Email address')).toHaveValue('amara at nhs.net');
});

test('failure 20: odd characters, a trailing dot and look-alikes do not pass the list of domains', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  for (const address of ['a@nhs.net.', 'a@nhs.net.example.com', 'a@xnhs.net', 'a@nhs.net@example.com', '"a@nhs.net"@example.com', 'a@nһs.net', 'a\u200b@nhs.net']) {
    await send(page, address);
    await expect(page, address).toHaveTitle(/^Error: /, { timeout: 3000 });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add an email address');
  }
  // The browser rewrites these before it sends them; who writes requests by hand need not.
  for (const address of ['a@nhs.net\u200b', 'a@ｎｈｓ.net', 'a@nhs。net', 'a@nhs\n.net']) {
    await expect(shortcut.post(context, server, '/api/profile/email/add', { email: address, replaces: '' }), address).rejects.toThrow(/refused/);
  }
  expect(await server.mail.messages('a@nhs.net')).toHaveLength(0);
});

test('a wrong code says how many tries are left, and the fifth spends the code', async ({ page, context, server, person, mail }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  await send(page, person.email);
  await steps.see(page, 'Check your inbox');
  const right = await mail.code(person.email);
  const enter = async (code) => {
    await page.getByLabel('One Time Password').fill(code);
    await steps.press(page, 'Continue');
  };
  for (const slip of ['', '1234567', `${right}0`, right.replace(/.$/, 'x')]) {
    await enter(slip);
    await steps.seeError(page, 'Check your inbox', 'Enter the 8-digit One Time Password from the email');
  }
  const wrong = right === '12345678' ? '87654321' : '12345678';
  for (const words of ['You have 4 more tries.', 'You have 3 more tries.', 'You have 2 more tries.', 'You have 1 more try,', 'it was the last try.']) {
    await enter(wrong);
    await steps.seeError(page, 'Check your inbox', words);
  }
  await expect(page.getByLabel('One Time Password')).toHaveCount(0);
  await steps.press(page, 'Send a new One Time Password');
  await steps.see(page, 'Check your inbox');
  await expect(page.getByLabel('One Time Password')).toBeVisible();
  expect(await mail.code(person.email)).not.toBe(right);
  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText('Not verified yet');
});

test('a code with spaces in it is right, too, and works once', async ({ page, context, server, person, mail }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  await send(page, person.email);
  await steps.see(page, 'Check your inbox');
  const address = page.url();
  const code = await mail.code(person.email);
  await page.getByLabel('One Time Password').fill(`${code.slice(0, 4)} ${code.slice(4)} `);
  await steps.press(page, 'Continue');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
  await page.goto(address);
  await steps.see(page, 'Your email addresses');
});

test('another code is sent when it is time, not sooner', async ({ page, context, server, person, mail }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  await send(page, person.email);
  await steps.see(page, 'Check your inbox');
  await expect(page.getByRole('main')).toContainText(/You can ask for a new one from \d{1,2}:\d\d:\d\d[ap]m on\./);
  await steps.press(page, 'Send a new One Time Password');
  await steps.seeError(page, 'Check your inbox', /Wait \d+ seconds, then try again\. Nothing is lost\./);
  await page.getByLabel('One Time Password').fill(await mail.code(person.email));
  await steps.press(page, 'Continue');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
});

test("failure 22: an address of somebody else's gets the same page, and only the mail to it says so", async ({ page, context, server, person, mail, anotherBrowser }) => {
  const other = await anotherBrowser();
  await shortcut.withEmail(other.context(), server, person);
  const curious = await server.addPerson({ given: 'Curio' });
  await shortcut.enrolling(context, server, curious);
  await openForm(page);
  await send(page, person.email);
  await steps.see(page, 'Check your inbox');
  const letter = await mail.next(person.email, (message) => message.subject.startsWith('Somebody tried to add'));
  expect(letter.text).not.toMatch(/\d{8}/);
  await expect(page.getByRole('main')).toContainText(`We sent it to ${person.email}.`);
  await page.getByLabel('One Time Password').fill('12345678');
  await steps.press(page, 'Continue');
  await steps.seeError(page, 'Check your inbox', 'That One Time Password is wrong. You have 4 more tries.');
});

test('failure 18: the code of one address does not prove another', async ({ page, context, server, person, mail }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  await send(page, person.email);
  const first = await mail.code(person.email);
  await openForm(page);
  await send(page, `other.${person.email}`);
  await steps.see(page, 'Check your inbox');
  await page.getByLabel('One Time Password').fill(first);
  await steps.press(page, 'Continue');
  await steps.seeError(page, 'Check your inbox', 'That One Time Password is wrong.');
});

test('an address is changed: the old one works until the new one is proved, and both are told', async ({ page, context, server, person, mail }) => {
  const phone = await shortcut.signedIn(context, server, person);
  const fresh = `new.${person.email}`;
  await page.goto('/profile');
  await page.getByRole('link', { name: `Change email address ${person.email}` }).click();
  await steps.see(page, 'Change an email address');
  await expect(page.getByRole('main')).toContainText(`You are changing ${person.email}. It works until the new one is verified.`);
  await send(page, fresh);
  await steps.see(page, 'Check your inbox');
  await page.getByLabel('One Time Password').fill(await mail.code(fresh));
  await steps.press(page, 'Continue');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
  await expect(page.getByRole('main')).not.toContainText(new RegExp(`(?<!new\\.)${person.email}`));
  for (const address of [person.email, fresh]) {
    const letter = await mail.next(address, (message) => message.subject === 'Your Care Identity email address was changed');
    // Only a reader of before can take the change back.
    const next = address === fresh ? 'If this was not you, contact your Registration Authority now.' : 'If this was not you, open the link below within 7 days';
    expect(letter.text).toContain(next);
  }
  await steps.signOut(page);
  await steps.signIn(page, fresh, phone);
  await steps.see(page, 'Care Identity Management');
});

test('the last verified address is not removed', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/profile/email');
  await page.getByRole('link', { name: `Remove ${person.email}` }).click();
  await steps.see(page, 'This email address cannot be removed yet');
  await expect(page.getByRole('main')).toContainText('This is your last verified email address, and you sign in with it. Add another one first.');
  await expect(page.getByRole('main').getByRole('button', { name: 'Remove' })).toHaveCount(0);
});

test('an address that waits for its code leads to the one that was sent, and can be removed', async ({ page, context, server, person, mail }) => {
  await shortcut.enrolling(context, server, person);
  await openForm(page);
  await send(page, person.email);
  await mail.code(person.email);
  const asked = page.url();
  await page.goto('/profile/email');
  await expect(page.getByRole('main')).toContainText('Not verified yet');
  await steps.press(page, 'Send One Time Password');
  await steps.see(page, 'Check your inbox');
  expect(page.url()).toBe(asked);
  await expect(page.getByRole('main')).toContainText('You can ask for a new one from');
  await page.goto('/profile/email');
  await page.getByRole('link', { name: `Remove ${person.email}` }).click();
  await steps.press(page, 'Remove');
  await expect(page.getByRole('main')).toContainText('The email address was removed.');
  await expect(page.getByRole('main')).toContainText('There is no email address on your profile yet.');
});

test('a sign-in link adds a first address; a second one asks for a sign-in', async ({ page, context, server, person }) => {
  await shortcut.withEmail(context, server, person);
  await page.goto('/profile/email/add');
  await steps.see(page, 'Sign in again to go on');
  await expect(page.getByRole('main')).toContainText('You opened a sign-in link. It can set up what is not there yet.');
  await page.getByRole('main').getByRole('button', { name: 'Add authenticator' }).click();
  await steps.see(page, 'Select authenticator type');
});

test("failure 25: markup in a name is text, on every page and in mail", async ({ page, context, server, mail }) => {
  const person = await server.addPerson({ given: '<img src=x onerror=alert(1)>', family: "O'Neill & <b>Sons</b>" });
  page.on('dialog', (dialog) => {
    throw new Error(`a name was run: ${dialog.message()}`);
  });
  await page.goto(await server.link(person));
  await expect(page.getByRole('main')).toContainText(`This link is for ${person.name}.`);
  await steps.press(page, 'Continue');
  for (const path of ['/', '/profile', '/profile/email']) {
    await page.goto(path);
    await expect(page.getByRole('banner')).toContainText(person.name);
    await expect(page.locator('img, main b')).toHaveCount(0);
  }
  await openForm(page);
  await send(page, person.email);
  const letter = await mail.next(person.email);
  expect(letter.text).toContain(`Dear ${person.name},`);
  expect(letter.html).not.toMatch(/<img|<b>/);
});
