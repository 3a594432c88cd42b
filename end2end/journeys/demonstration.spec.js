// What somebody sees who tries the service for the first time.

import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test('a demonstration prints links for fictional people, says on every page what it is, and shows its mail', async ({ browser, javaScriptEnabled, turn, ownServer }) => {
  const server = await ownServer({ mode: 'demo' });
  const links = [...server.output.matchAll(/http:\/\/localhost:\d+\/sign-in\/link\/\S+/g)].map(([link]) => link);
  expect(links.length).toBeGreaterThan(2);
  const page = await (await browser.newContext({ baseURL: server.url, javaScriptEnabled })).newPage();
  const strip = 'This is a demonstration. The people in it are made up. Do not enter real details.';
  await page.goto(links[0]);
  await expect(page.getByText(strip)).toBeVisible();
  await steps.press(page, 'Continue');
  await steps.see(page, 'Care Identity Management');
  await expect(page.getByText('Planned maintenance')).toBeVisible();
  await page.goto('/profile');
  await expect(page.getByText(strip)).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText('You have no position at the moment.');
  await page.goto('/profile/email/add');
  await page.getByLabel('Email address').fill('amara.demo@nhs.net');
  await steps.press(page, 'Send One Time Password');
  await steps.see(page, 'Check your inbox');
  const code = page.url();
  await server.mail.next('amara.demo@nhs.net');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Mail that was sent' }).click();
  await expect(page.getByText(strip)).toBeVisible();
  await expect(page.getByRole('main')).toContainText('amara.demo@nhs.net');
  const digits = /\b\d{8}\b/.exec(await page.getByRole('main').innerText())?.[0] ?? '';
  await page.goto(code);
  await page.getByLabel('One Time Password').fill(digits);
  await steps.press(page, 'Continue');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
  await page.goto('/no/such/page');
  await expect(page.getByText(strip)).toBeVisible();
  await page.context().close();
});
