// Where somebody is signed in, what happened, and how to end what is not theirs.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

test('a session elsewhere is seen, ended, and ended at once', async ({ page, context, server, person, anotherBrowser }) => {
  const phone = await shortcut.signedIn(context, server, person);
  const other = await anotherBrowser();
  await steps.signIn(other, person.email, phone);
  await steps.see(other, 'Care Identity Management');

  await page.goto('/profile');
  await page.getByRole('main').getByRole('link', { name: 'Your sessions' }).click();
  await steps.see(page, 'Your sessions');
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveCount(2);
  await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toContainText('This session');
  await page.getByRole('button', { name: /^End this session/ }).click();
  await steps.see(page, 'Your sessions');
  await expect(page.getByRole('main')).toContainText('The session was ended.');
  await expect(page.getByRole('main')).toContainText('You are signed in nowhere else.');

  await other.goto('/profile');
  await steps.see(other, 'Select your login method');
});

test('all other sessions end together, and this one stays', async ({ page, context, server, person, anotherBrowser }) => {
  const phone = await shortcut.signedIn(context, server, person);
  for (let i = 0; i < 2; i++) {
    const other = await anotherBrowser();
    await steps.signIn(other, person.email, phone);
    await steps.see(other, 'Care Identity Management');
  }
  await page.goto('/sessions');
  await steps.press(page, 'End all other sessions');
  await steps.see(page, 'Your sessions');
  await expect(page.getByRole('main')).toContainText('2 other sessions were ended.');
});

test('what was tried and done stands in the activity, and in its downloads', async ({ page, context, server, person, anotherBrowser }) => {
  await shortcut.signedIn(context, server, person);
  const stranger = await anotherBrowser();
  await stranger.goto('/sign-in/microsoft-authenticator');
  await steps.enterPassword(stranger, person.email, 'not my password 99');

  await page.goto('/activity');
  await steps.see(page, 'Your activity');
  const table = page.getByRole('table');
  await expect(table).toContainText('A sign-in failed');
  await expect(table).toContainText('Signed in');
  await expect(table).toContainText('Microsoft Authenticator');

  const csv = await context.request.get('/activity/activity.csv');
  expect(csv.headers()['content-disposition']).toBe('attachment; filename="activity.csv"');
  expect(await csv.text()).toMatch(/^time,event,who,network/);
  expect(await csv.text()).toContain('sign-in.failed');
  const json = await (await context.request.get('/activity/activity.json')).json();
  expect(json.some((/** @type {any} */ entry) => entry.event === 'authenticator.added')).toBe(true);
});
