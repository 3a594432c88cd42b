// The main journey without a mouse, and pages in other colours, in print and in motion.

import { expect, test } from '../support/test.js';
import { Phone } from '../support/phone.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

/** Walks with Tab until something of this role and name has the focus; every stop on the way must show that it has it. */
async function tabTo(page, role, name) {
  const target = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
  for (let stop = 0; stop < 40; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return target;
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return 'page';
      const style = getComputedStyle(element);
      const label = element.matches('.nhsuk-radios__input, .nhsuk-checkboxes__input') ? getComputedStyle(element.nextElementSibling, '::before') : style;
      const shown = [style, label].some((one) => (one.outlineStyle !== 'none' && Number.parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none');
      const { top, bottom, width } = element.getBoundingClientRect();
      const visible = width > 0 && bottom > 0 && top < innerHeight;
      return shown && visible ? 'shown' : `hidden: ${element.outerHTML.slice(0, 150)}`;
    });
    expect(seen).not.toMatch(/^hidden/);
  }
  throw new Error(`the keyboard does not reach the ${role} "${name}"`);
}

async function enter(page, role, name) {
  await tabTo(page, role, name);
  await page.keyboard.press('Enter');
}

async function type(page, name, text) {
  await tabTo(page, 'textbox', name);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

test('the whole main journey needs the keyboard only, and the focus can always be seen', async ({ page, server, person, mail }) => {
  test.setTimeout(120_000);
  await page.goto(await server.link(person));
  await enter(page, 'button', 'Continue');
  await steps.see(page, 'Care Identity Management');
  await enter(page, 'link', 'View your profile');
  await steps.see(page, 'Your profile');
  await enter(page, 'link', 'Add an email address');
  await steps.see(page, 'Add an email address');
  await type(page, 'Email address', person.email);
  await page.keyboard.press('Enter');
  await steps.see(page, 'Check your inbox');
  await type(page, 'One Time Password', await mail.code(person.email));
  await enter(page, 'button', 'Continue');
  await expect(page.getByRole('main')).toContainText('The email address is verified.');
  await enter(page, 'link', 'Care Identity Management');
  await enter(page, 'link', 'Add other authenticators');
  await steps.see(page, 'Select authenticator type');
  // The first of the group takes the focus, and the arrows go on from there.
  await tabTo(page, 'radio', 'iPad');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Microsoft Authenticator' })).toBeChecked();
  await enter(page, 'button', 'Continue');
  await steps.see(page, 'Register Microsoft Authenticator with your Care Identity');
  await tabTo(page, 'checkbox', /^I confirm only I/);
  await page.keyboard.press('Space');
  await enter(page, 'button', 'Register Microsoft Authenticator');
  await steps.see(page, 'Registration link');
  await enter(page, 'button', 'Open the link on this device');
  await steps.see(page, 'What is your Care Identity email address?');
  await enter(page, 'button', 'Send One Time Password');
  await steps.see(page, 'Check your inbox');
  await type(page, 'One Time Password', await mail.code(person.email));
  await page.keyboard.press('Enter');
  await steps.see(page, 'Create a password');
  await type(page, 'Password', steps.PASSWORD);
  await type(page, 'Confirm password', steps.PASSWORD);
  await enter(page, 'button', 'Continue');
  const phone = await steps.scan(page);
  // A link that looks like a button is pressed by the space bar, too.
  await tabTo(page, 'button', 'Next');
  await page.keyboard.press('Space');
  await steps.see(page, 'Check your authenticator app');
  await type(page, 'Enter verification code', await phone.fresh());
  await page.keyboard.press('Enter');
  await steps.see(page, 'Registration successful');
  await enter(page, 'button', 'Sign out');
  await steps.see(page, 'You are signed out');
});

test('the skip link leads past the header', async ({ page, context, server, person }) => {
  await shortcut.enrolling(context, server, person);
  await page.goto('/profile');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to main content' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to main content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
});

test('the session warning keeps the keyboard inside and gives the focus back', async ({ page, context, server, person }) => {
  await shortcut.signedIn(context, server, person);
  await page.clock.install();
  await page.goto('/profile/mobile');
  await page.clock.runFor(1_000);
  await page.getByLabel('Your mobile number').focus();
  await page.clock.fastForward('28:30');
  await page.clock.runFor(2_000);
  await expect(page.getByRole('dialog')).toBeVisible();
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `screenshots/session-warning-${width}.png` });
  }
  for (let stop = 0; stop < 4; stop += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true);
  }
  await page.getByRole('button', { name: 'Stay signed in' }).press('Enter');
  await page.clock.runFor(2_000);
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByLabel('Your mobile number')).toBeFocused();
});

test('in forced colours, dark or light, the QR code stays readable and nothing vanishes', async ({ page, context, server, person }) => {
  const { id, phone } = await shortcut.withQr(context, server, person);
  for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await page.goto(`/register/${id}/app`);
    const scanned = await Phone.scan(page.getByRole('img', { name: /^QR code/ }));
    expect(scanned.parameters.get('secret')).toBe(phone.parameters.get('secret'));
    await page.screenshot({ path: `screenshots/forced-colours-app-${colorScheme}.png`, fullPage: true });
    await page.goto('/authenticators/add/microsoft-authenticator');
    await steps.press(page, 'Register Microsoft Authenticator');
    await page.screenshot({ path: `screenshots/forced-colours-form-${colorScheme}.png`, fullPage: true });
  }
});

test('a QR code can be read on a phone and on a wide screen', async ({ page, context, server, person }) => {
  const { id, phone } = await shortcut.withQr(context, server, person);
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`/register/${id}/app`);
    const scanned = await Phone.scan(page.getByRole('img', { name: /^QR code/ }));
    expect(scanned.parameters.get('secret')).toBe(phone.parameters.get('secret'));
  }
});

test('in print no secret is on the paper', async ({ page, context, server, person }) => {
  const { id } = await shortcut.withQr(context, server, person);
  await page.goto(`/register/${id}/app`);
  await page.getByText('On a mobile device?').click();
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: 'screenshots/print-app.png', fullPage: true });
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeHidden();
  await expect(page.locator('#app-key')).toBeHidden();
  const { page: link } = await shortcut.newLink(context, server);
  await page.goto(link);
  await expect(page.locator('#registration-link')).toBeHidden();
  await page.goto('/profile');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.screenshot({ path: 'screenshots/print-profile.png', fullPage: true });
});
