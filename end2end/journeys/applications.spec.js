// What opens which website or app, and the advice on which authenticator to add.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const APPLICATIONS = 'Websites and apps you can sign in to';
const ADVISER = 'Choose an authenticator';

/** The part of the page about one application. */
const card = (page, name) => page.locator('.nhsuk-card').filter({ has: page.getByRole('heading', { name }) });

test('each application says what opens it, and leads to what is missing', async ({ page, context, server, person }) => {
  await steps.listApplications(server);
  await shortcut.enrolling(context, server, person);
  await page.goto('/');
  await page.getByRole('link', { name: APPLICATIONS }).click();
  await steps.see(page, APPLICATIONS);
  const records = card(page, 'Anytown patient records');
  await expect(records).toContainText('Needs high confidence (AAL2)');
  await expect(records).toContainText('To open this');
  await expect(records.getByRole('link', { name: 'Anytown patient records' })).toHaveAttribute('href', 'https://records.anytown.example/');
  await records.getByRole('link', { name: 'Microsoft Authenticator' }).click();
  await expect(page).toHaveURL(/\/authenticators\/add\/microsoft-authenticator$/);

  const other = await server.addPerson();
  await context.clearCookies();
  await shortcut.signedIn(context, server, other);
  await page.goto('/applications');
  await expect(card(page, 'Anytown patient records')).toContainText('You can open this with: Microsoft Authenticator');
  await expect(card(page, 'Millbrook prescribing')).toContainText('Needs very high confidence (AAL3)');
  await expect(card(page, 'Millbrook prescribing')).not.toContainText('You can open this with');
  await page.getByRole('link', { name: 'Your authenticators' }).first().click();
  await steps.see(page, 'Your profile');
  await expect(page.getByRole('main')).toContainText(/Opens 1 of 2 websites and apps: Anytown patient records/);
});

test('three answers lead to advice, which stays in the address', async ({ page, context, server, person, anotherBrowser }) => {
  await page.goto('/help/choose-an-authenticator');
  await steps.see(page, ADVISER);
  await steps.press(page, 'Show our advice');
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(3);
  await steps.seeError(page, ADVISER, 'Select yes if you share the computer or tablet with others');
  await page.getByRole('alert').getByRole('link', { name: 'Select what you carry' }).click();
  await expect(page.getByRole('radio', { name: 'A mobile phone that I may use at work' })).toBeFocused();

  await page.getByRole('radio', { name: 'Yes', exact: true }).check();
  await page.getByRole('radio', { name: 'A mobile phone that I may use at work' }).check();
  await page.getByRole('radio', { name: 'I do not know' }).check();
  await steps.press(page, 'Show our advice');
  await expect(page).toHaveTitle(`Our advice: ${ADVISER} - Care Identity`);
  const names = page.getByRole('main').getByRole('heading', { level: 3 });
  await expect(names).toHaveText(['Security key', 'Smartcard', 'Passkey', 'Microsoft Authenticator', 'NHS.net Connect']);
  await expect(page.getByRole('radio', { name: 'I do not know' })).toBeChecked();

  const other = await anotherBrowser();
  await other.goto(page.url());
  await expect(other.getByRole('main').getByRole('heading', { level: 3 })).toHaveCount(5);

  await page.getByRole('radio', { name: 'High confidence (AAL2)', exact: true }).check();
  await steps.press(page, 'Show our advice');
  await expect(names).toHaveText(['Passkey', 'Microsoft Authenticator', 'NHS.net Connect']);
  await shortcut.signedIn(context, server, person);
  await page.reload();
  await expect(page.getByRole('main')).toContainText('You have this one already.');
});
