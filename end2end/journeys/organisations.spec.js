// Find organisation: the search, what it forgives, and an organisation's page.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

const FIND = 'Find organisation';

test('an organisation is found by words in any order, and its page leads on to others', async ({ page, context, server, person, anotherBrowser }) => {
  await steps.importOrganisations(server);
  await shortcut.signedIn(context, server, person);
  await page.goto('/');
  await page.getByRole('link', { name: FIND }).click();
  await steps.see(page, FIND);
  await page.getByLabel('Code, name, postcode or town').fill('practice millbrook medical');
  await steps.press(page, 'Search');
  await expect(page).toHaveTitle(`1 organisation found for “practice millbrook medical”: ${FIND} - ${steps.SERVICE}`);
  await expect(page).toHaveURL(/\/organisations\?q=practice\+millbrook\+medical/);
  await page.getByRole('link', { name: 'Millbrook Medical Practice' }).click();
  await steps.see(page, 'Millbrook Medical Practice');
  await expect(page.getByRole('main')).toContainText('X9A02');
  await page.getByRole('link', { name: 'ANYTOWN AND MILLBROOK SUB-ICB LOCATION (X9S1)' }).click();
  await steps.see(page, 'ANYTOWN AND MILLBROOK SUB-ICB LOCATION');
  await expect(page.getByRole('link', { name: 'Millbrook Medical Practice (X9A02)' })).toBeVisible();

  const other = await anotherBrowser();
  await other.goto(page.url());
  await steps.see(other, 'Select your login method');
});

test('slips are forgiven, filters narrow, and where nothing is found the page says what to try', async ({ page, context, server, person }) => {
  await steps.importOrganisations(server);
  await shortcut.signedIn(context, server, person);
  await page.goto('/organisations?q=pharamcy');
  await expect(page.getByRole('main')).toContainText('No organisation has the word “pharamcy”. We looked for “pharmacy”.');
  await page.getByRole('link', { name: 'Page 2' }).click();
  await expect(page.getByRole('main')).toContainText('Showing 21 to 28.');

  await page.goto('/organisations?q=millbrook+medical');
  await page.getByText('Show only some organisations').click();
  await page.getByLabel('Type').selectOption('Pharmacy');
  await steps.press(page, 'Search');
  await expect(page.getByRole('heading', { name: 'No organisation found' })).toBeVisible();
  await expect(page.getByLabel('Type')).toHaveValue('RO182');
  await page.getByRole('link', { name: 'Show the 1 organisation of any type, status and region' }).click();
  await expect(page.getByRole('link', { name: 'Millbrook Medical Practice' })).toBeVisible();
});
