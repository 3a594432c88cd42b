// The one-use link that a Registration Authority hands over.

import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

test('failure 23: a mail scanner that opens a sign-in link, with GET and HEAD, does not use it up', async ({ page, server, person }) => {
  const link = await server.link(person);
  for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
    const answer = await fetch(link.replace('localhost', '127.0.0.1'), { method, redirect: 'manual' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
  }
  await steps.useSignInLink(page, person, link);
});

test('a used sign-in link says so, and what to do', async ({ page, server, person, anotherBrowser }) => {
  const link = await server.link(person);
  await steps.useSignInLink(page, person, link);
  const other = await anotherBrowser();
  await other.goto(link);
  await steps.see(other, 'This sign-in link was used');
  await expect(other.getByRole('main')).toContainText('A sign-in link works once, and a newer one takes its place. If it was not you who used it, contact your Registration Authority now.');
  await other.getByRole('main').getByRole('link', { name: 'sign in with it' }).click();
  await steps.see(other, 'Select your login method');
});

test('a link that was looked at in two browsers opens in one of them only', async ({ page, server, person, anotherBrowser }) => {
  const link = await server.link(person);
  const other = await anotherBrowser();
  await page.goto(link);
  await other.goto(link);
  await steps.press(page, 'Continue');
  await steps.see(page, 'Care Identity Management');
  await steps.press(other, 'Continue');
  await steps.see(other, 'This sign-in link was used');
});

test('a sign-in link that was cut off says so', async ({ page, server, person }) => {
  const link = await server.link(person);
  await page.goto(link.slice(0, -5));
  await steps.see(page, 'This sign-in link does not work');
  await expect(page.getByRole('main')).toContainText('Check that you have the whole link');
});

test('a link for somebody else says who will be signed out', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  const colleague = await server.addPerson({ given: 'Bilal' });
  await page.goto(await server.link(colleague));
  await expect(page.getByRole('main')).toContainText(`${person.name} is signed in on this computer, and will be signed out.`);
  await steps.press(page, 'Continue');
  await steps.see(page, 'Care Identity Management');
  await expect(page.getByRole('banner')).toContainText(colleague.name);
});

test('a closed person has no use of a link', async ({ page, server, person }) => {
  const link = await server.link(person);
  await server.cli('person', 'close', person.identifier, '--reason', 'left');
  await page.goto(link);
  if (await page.getByRole('main').getByRole('button', { name: 'Continue' }).isVisible()) await steps.press(page, 'Continue');
  await expect(page.getByRole('banner')).not.toContainText('Sign out');
  await page.goto('/profile');
  await steps.see(page, 'Select your login method');
});
