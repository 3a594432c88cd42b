// A morning at the desk of a Registration Authority, with script and without.

import { AxeBuilder } from '@axe-core/playwright';

import * as desk from '../support/desk.js';
import { readQr } from '../support/phone.js';
import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const DESK = 'Registration Authority desk';

/** What axe finds, where it can run. */
async function look(page, javaScriptEnabled) {
  if (javaScriptEnabled === false) return;
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
}

test('somebody new is created, gets an authenticator issued, registers it, and signs in with it', async ({ page, context, server, mail, anotherBrowser, javaScriptEnabled }) => {
  test.setTimeout(180_000);
  await desk.organisations(server);
  await desk.sitDown(context, server);
  await page.goto('/');
  await page.getByRole('link', { name: DESK }).click();
  await steps.see(page, DESK);
  await look(page, javaScriptEnabled);

  // Nobody is there yet: what was looked for is said, and creating is offered.
  await page.getByLabel('Find an existing user').fill('newcomer nia');
  await steps.press(page, 'Search');
  await expect(page.getByRole('heading', { name: 'Nobody found whom you look after' })).toBeVisible();
  await page.getByRole('link', { name: 'Create a new user' }).click();
  await steps.see(page, 'Create a new user');

  // What is missing is said beside its field, and what was typed stays.
  await desk.fillNewPerson(page);
  await page.getByLabel('Reason').fill('');
  await steps.press(page, 'Create a new user');
  await steps.seeError(page, 'Create a new user', 'Enter a reason, up to 200 characters');
  await expect(page.getByLabel('First name')).toHaveValue('Nia');
  await expect(page.getByLabel('Passport')).toBeChecked();
  await expect(page.getByLabel('Role')).toHaveValue('R0620');
  await look(page, javaScriptEnabled);
  await page.getByLabel('Reason').fill('starts on Monday');
  await steps.press(page, 'Create a new user');
  await expect(page.getByRole('main')).toContainText('Nia Newcomer is created, with the user identifier');

  await page.getByLabel('The person is present in person').check();
  await page.getByLabel('Reason').fill('starts on Monday');
  await steps.press(page, 'Generate link');
  await expect(page.getByRole('main')).toContainText('It works once, for 24 hours');
  await expect(page.getByRole('img', { name: 'QR code of the sign-in link' })).toBeVisible();
  await look(page, javaScriptEnabled);
  const link = await page.locator('#handed-over').innerText();

  const nia = await anotherBrowser();
  await nia.goto(link);
  await steps.press(nia, 'Continue');
  await steps.see(nia, 'Care Identity Management');
  await expect(nia.getByRole('link', { name: DESK })).toHaveCount(0);
  await steps.addEmail(nia, mail, 'nia.newcomer@nhs.net');

  await page.getByRole('button', { name: 'Go to their page' }).click();
  await steps.see(page, 'Nia Newcomer');
  const person = new URL(page.url()).pathname;
  await expect(page.getByRole('main')).toContainText('nia.newcomer@nhs.net');
  await expect(page.getByRole('main')).toContainText('Verified');
  await look(page, javaScriptEnabled);

  // The authenticator: what is missing is said, then there is a link as text and to scan.
  await page.getByRole('button', { name: 'Issue an authenticator' }).click();
  await steps.press(page, 'Generate link');
  await steps.seeError(page, 'Issue an authenticator', 'Confirm that the person is present, in person or on video');
  await page.getByLabel('Microsoft Authenticator').check();
  await page.getByLabel('The person is present in person').check();
  await page.getByLabel('Reason').fill('first authenticator');
  await steps.press(page, 'Generate link');
  await steps.see(page, 'Registration link');
  await expect(page.getByRole('main')).toContainText('With this link they register their Microsoft Authenticator.');
  const registration = await page.locator('#handed-over').innerText();
  expect(await readQr(page.getByRole('img', { name: 'QR code of the registration link' }))).toBe(registration);

  // On the new person's own telephone, where nobody is signed in.
  const telephone = await anotherBrowser();
  await telephone.goto(registration);
  await steps.see(telephone, 'Register your device');
  await steps.press(telephone, 'Continue');
  await steps.proveEmail(telephone, mail, 'nia.newcomer@nhs.net');
  await steps.createPassword(telephone);
  const phone = await steps.scan(telephone);
  await steps.confirmCode(telephone, await phone.fresh());

  // The link is used up, and the desk sees what was registered.
  await page.reload();
  await steps.see(page, 'The authenticator is registered');
  await page.goto(person);
  await expect(page.getByRole('main')).toContainText('Microsoft Authenticator');

  await steps.signOut(nia);
  await steps.signIn(nia, 'nia.newcomer@nhs.net', phone);
  await steps.see(nia, 'Care Identity Management');
  await nia.goto('/profile');
  await expect(nia.getByRole('main')).toContainText('Microsoft Authenticator');
});

test('an authenticator is issued to somebody who is present, and its link lives 3 minutes', async ({ page, context, server, anotherBrowser, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  await desk.organisations(server);
  await desk.sitDown(context, server);
  await page.goto('/ra/people/new');
  await desk.fillNewPerson(page, { given: 'Ola', family: 'Ready' });
  await steps.press(page, 'Create a new user');
  const path = new URL(page.url()).pathname.replace('/sign-in-link', '');

  await page.goto(`${path}/email`);
  await page.getByLabel('Email address').fill('ola.ready@nhs.net');
  await page.getByLabel('Driving licence').check();
  await page.getByLabel('Reason').fill('seen in person');
  await steps.press(page, 'Save the email address');
  await expect(page.getByRole('main')).toContainText('The email address is saved.');

  await page.getByRole('button', { name: 'Issue an authenticator' }).click();
  await page.getByLabel('Microsoft Authenticator').check();
  await page.getByLabel('The person is present on video').check();
  await page.getByLabel('Reason').fill('new telephone');
  await steps.press(page, 'Generate link');
  await steps.see(page, 'Registration link');
  await look(page, javaScriptEnabled);
  const link = await page.locator('#handed-over').innerText();
  const ola = await anotherBrowser();
  await ola.goto(link);
  await steps.press(ola, 'Continue');
  await steps.see(ola, 'What is your Care Identity email address?');

  // The other half within a day needs a second pair of eyes.
  await page.goto(`${path}/email`);
  await page.getByLabel('Email address').fill('ola.other@nhs.net');
  await page.getByLabel('Passport').check();
  await page.getByLabel('Reason').fill('another address');
  await steps.press(page, 'Save the email address');
  await steps.seeError(page, 'Ask for an approval', 'Another colleague must approve this first');
  await expect(page.getByRole('main')).toContainText('Verify the email address ola.other@nhs.net beside the others');
  await page.getByLabel('Reason').fill('another address');
  await steps.press(page, 'Ask for an approval');
  await expect(page.getByRole('main')).toContainText('It waits for a colleague.');

  const other = await anotherBrowser();
  await desk.sitDown(other.context(), server, 'Daniel');
  await other.goto('/ra');
  await other.getByRole('link', { name: 'Decide about Ola Ready' }).click();
  await expect(other.getByRole('main')).toContainText('Verify the email address ola.other@nhs.net beside the others');
  await other.getByLabel('Approve').check();
  await other.getByLabel('Reason').fill('spoke with them');
  await steps.press(other, 'Decide');
  await expect(other.getByRole('main')).toContainText('You approved the change.');
  await page.reload();
  await expect(page.getByRole('main')).toContainText('approved. You can do this once');
});

test('people and positions come from a file that is looked at first', async ({ page, context, server, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  await desk.organisations(server);
  await desk.sitDown(context, server);
  await page.goto('/ra');
  await page.getByRole('link', { name: 'Add people and positions from a file' }).click();
  await steps.see(page, 'Add people and positions from a file');
  await page.locator('summary').filter({ hasText: 'How the file is written' }).click();
  await look(page, javaScriptEnabled);
  const [example] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download an example file' }).click()]);
  expect(example.suggestedFilename()).toBe('people.csv');
  await steps.press(page, 'Check the file');
  await steps.seeError(page, 'Add people and positions from a file', 'Choose a file, or paste the lines');

  // The limits are said before, and on the same page when a file is over them; what was pasted stays.
  await expect(page.getByText('Up to 1 MB and 5,000 people')).toBeVisible();
  for (const megabytes of [1.5, 12]) {
    const buffer = Buffer.alloc(megabytes * 1_000_000, 'a');
    await page.getByLabel('Choose a CSV file').setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer });
    await page.getByLabel('Or paste the lines').fill('copied before');
    await steps.press(page, 'Check the file');
    await steps.seeError(page, 'Add people and positions from a file', `“staff.csv” has ${megabytes.toFixed(1)} MB.`);
    await expect(page.getByRole('alert')).toContainText('Split it into several files');
    await expect(page.getByLabel('Or paste the lines')).toHaveValue('copied before');
  }
  await look(page, javaScriptEnabled);

  // A line that stands in the way is named, and nothing can be applied.
  await desk.sendFile(page, [desk.line('Nela'), desk.line('Nela')]);
  await steps.see(page, 'What the file would change');
  await expect(page.getByRole('main')).toContainText('Another line is about the same person.');
  await expect(page.getByRole('button', { name: 'Make all of these changes' })).toHaveCount(0);
  await look(page, javaScriptEnabled);

  await desk.sendFile(page, [desk.line('Nela'), desk.line('Orla')]);
  await expect(page.getByRole('main')).toContainText('It would create 2 people and give 0 positions');
  await look(page, javaScriptEnabled);
  await steps.press(page, 'Make all of these changes');
  await steps.seeError(page, 'What the file would change', 'Enter a reason, up to 200 characters');
  await page.getByLabel('Passport').check();
  await page.getByLabel('Reason').fill('new ward');
  await steps.press(page, 'Make all of these changes');
  await expect(page.getByRole('main')).toContainText('The file is applied: 2 people created');

  // Pasted in place of a file.
  await page.goto('/ra/import');
  const lines = 'user identifier,given name,family name,date of birth,email,organisation,role,first day,last day';
  await page.getByLabel('Or paste the lines').fill(`${lines}\n${desk.line('Pia')}`);
  await steps.press(page, 'Check the file');
  await expect(page.getByRole('main')).toContainText('Pia Example, born 31 March 1990');
});

test('a manager says how staff reach the office, and staff see it', async ({ page, context, server, javaScriptEnabled }) => {
  await desk.organisations(server);
  await desk.sitDown(context, server);
  await page.goto('/ra');
  await page.getByRole('link', { name: 'How staff reach your Registration Authority' }).click();
  await steps.see(page, 'How staff reach your Registration Authority');
  await page.getByRole('link', { name: 'Change how staff reach you' }).click();
  await page.getByLabel('Name of the office').fill('Anytown RA office');
  await page.getByLabel('Reason').fill('new number');
  await page.getByLabel('Telephone (optional)').fill('');
  await page.getByLabel('Email address (optional)').fill('');
  await steps.press(page, 'Save');
  await steps.seeError(page, 'Change how staff reach you', 'Enter a telephone number or an email address');
  await look(page, javaScriptEnabled);
  await page.getByLabel('Telephone (optional)').fill('01632 960 007');
  await steps.press(page, 'Save');
  await expect(page.getByRole('main')).toContainText('What staff see is saved.');
  await look(page, javaScriptEnabled);
  await page.goto(`/organisations/${desk.NEAR}`);
  await expect(page.getByRole('main')).toContainText('01632 960 007');
});

test('for everybody else there is no desk', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/');
  await expect(page.getByRole('link', { name: DESK })).toHaveCount(0);
  const answer = await page.goto('/ra');
  expect(answer?.status()).toBe(404);
});
