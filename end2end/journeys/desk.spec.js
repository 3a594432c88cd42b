// A morning at the desk of a Registration Authority, with script and without.

import { AxeBuilder } from '@axe-core/playwright';

import * as desk from '../support/desk.js';
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

test('somebody new is created, opens the link that is handed over, and verifies an email address', async ({ page, context, server, mail, anotherBrowser, javaScriptEnabled }) => {
  test.setTimeout(120_000);
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
  await expect(page.getByRole('main')).toContainText('nia.newcomer@nhs.net');
  await expect(page.getByRole('main')).toContainText('Verified');
  await look(page, javaScriptEnabled);
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
  await expect(page.getByRole('heading', { name: 'Another colleague must approve this first' })).toBeVisible();
  await page.getByRole('link', { name: 'Ask for an approval' }).click();
  await page.getByLabel('Reason').fill('another address');
  await steps.press(page, 'Ask for an approval');
  await expect(page.getByRole('main')).toContainText('It waits for a colleague.');

  const other = await anotherBrowser();
  await desk.sitDown(other.context(), server, 'Daniel');
  await other.goto('/ra');
  await other.getByRole('link', { name: 'Decide about Ola Ready' }).click();
  await other.getByLabel('Approve').check();
  await other.getByLabel('Reason').fill('spoke with them');
  await steps.press(other, 'Decide');
  await expect(other.getByRole('main')).toContainText('You approved the change.');
  await page.reload();
  await expect(page.getByRole('main')).toContainText('approved. You can do this once');
});

test('for everybody else there is no desk', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/');
  await expect(page.getByRole('link', { name: DESK })).toHaveCount(0);
  const answer = await page.goto('/ra');
  expect(answer?.status()).toBe(404);
});
