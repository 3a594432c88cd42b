// Contact details beside e-mail, and home.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

test('a mobile number is added, kept when it is wrong, and removed', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.goto('/profile');
  await page.getByRole('link', { name: 'Add a mobile number' }).click();
  await steps.see(page, 'Your mobile number');
  await page.getByLabel('Your mobile number').fill('07700 900');
  await steps.press(page, 'Save');
  await steps.seeError(page, 'Your mobile number', 'Enter a mobile number, like 07700 900 982 or +44 7700 900 982.');
  await expect(page.getByLabel('Your mobile number')).toHaveValue('07700 900');
  await page.getByLabel('Your mobile number').fill('07700 900982');
  await steps.press(page, 'Save');
  await steps.see(page, 'Your profile');
  await expect(page.getByRole('main')).toContainText('Your mobile number is saved.');
  await expect(page.getByRole('main')).toContainText(/7700 900/);
  await page.getByRole('link', { name: 'Change mobile number' }).click();
  await page.getByLabel('Your mobile number').fill('');
  await steps.press(page, 'Save');
  await expect(page.getByRole('main')).toContainText(/Mobile number\s*None yet/);
});

test('news of a planned outage is shown at home until it is dismissed, and stays away', async ({ page, context, server, person, anotherBrowser }) => {
  await shortcut.enrolling(context, server, person);
  const words = ['--services', 'Care Identity Management and self-service smartcard unlock', '--window', '9:00am to 7:00pm on Saturday 22 March', '--reason', 'while we perform system upgrades'];
  await server.cli('setting', 'set', 'maintenance-banner', ...words, '--until', '2099-03-22T19:00:00Z');
  try {
    await page.goto('/');
    await expect(page.getByRole('region', { name: 'Planned maintenance' })).toContainText(
      'Care Identity Management and self-service smartcard unlock will be unavailable from 9:00am to 7:00pm on Saturday 22 March, while we perform system upgrades. We apologise for any inconvenience.',
    );
    await page.getByRole('button', { name: /^Dismiss/ }).click();
    await steps.see(page, 'Care Identity Management');
    await expect(page.getByText('Planned maintenance')).toHaveCount(0);
    await page.reload();
    await expect(page.getByText('Planned maintenance')).toHaveCount(0);
    const other = await anotherBrowser();
    await shortcut.enrolling(other.context(), server, await server.addPerson());
    await other.goto('/');
    await expect(other.getByText('Planned maintenance')).toBeVisible();
  } finally {
    await server.cli('setting', 'unset', 'maintenance-banner');
  }
});

test('every link of home, profile and footer leads to a page', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  const seen = new Set();
  for (const from of ['/', '/profile', '/profile/email', '/authenticators/add', '/authenticators/add/microsoft-authenticator', '/applications', '/help', '/help/choose-an-authenticator', '/help/email-domains']) {
    await page.goto(from);
    for (const link of await page.getByRole('link').all()) {
      const href = (await link.getAttribute('href')) ?? '';
      if (!href.startsWith('/') && !href.startsWith('#')) continue;
      const target = new URL(href, page.url());
      if (seen.has(target.href)) continue;
      seen.add(target.href);
      const answer = await context.request.get(target.href);
      expect(answer.status(), `${href} on ${from}`).toBe(200);
      if (target.hash) expect(await answer.text(), `${href} on ${from}`).toContain(`id="${target.hash.slice(1)}"`);
    }
  }
  expect(seen.size).toBeGreaterThan(15);
});
