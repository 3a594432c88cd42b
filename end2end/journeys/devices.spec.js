// Windows Hello, security keys, iPads and passkeys need JavaScript. Where it runs their pages offer a button; where it does not
// they say so, and offer what does without.

import { KINDS, toLink } from '../support/devices.js';
import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';

/**
 * `noscript` is shown without script only; the device's button is hidden until the script runs. Playwright's text and roles
 * pass `noscript` by, so its parts are found by their elements.
 */
async function seeButtonOr(page, button, words, withScript) {
  const said = page.locator('main noscript .nhsuk-inset-text');
  const shown = page.locator('main button', { hasText: button }).filter({ visible: true });
  if (withScript) {
    await expect(shown).toHaveCount(1);
    await expect(said).toHaveCount(0);
  } else {
    await expect(said).toBeVisible();
    await expect(said).toContainText(words);
    await expect(shown).toHaveCount(0);
  }
}

for (const each of KINDS) {
  test(`${each.kind}: the page to register it says whether this browser can`, async ({ page, context, server, person, javaScriptEnabled }) => {
    const withScript = javaScriptEnabled !== false;
    await shortcut.signedIn(context, server, person);
    await toLink(page, each);
    await steps.press(page, 'Open the link on this device');
    await steps.see(page, each.step);
    await seeButtonOr(page, `Register ${each.kind}`, 'choose a type that does not need it: an authenticator app.', withScript);
    if (withScript) return;
    await page.getByRole('main').getByRole('link', { name: 'Choose another type' }).click();
    await steps.see(page, 'Select authenticator type');
    await page.getByRole('radio', { name: 'Microsoft Authenticator' }).check();
    await steps.press(page, 'Continue');
    await steps.see(page, 'Register Microsoft Authenticator with your Care Identity');
  });

  test(`${each.kind}: the page that sets it up warns who has no script, before there is a link`, async ({ page, context, server, person, javaScriptEnabled }) => {
    await shortcut.signedIn(context, server, person);
    await page.goto(`/authenticators/add/${each.slug}`);
    const said = page.locator('main noscript .nhsuk-inset-text');
    if (javaScriptEnabled !== false) {
      await expect(said).toHaveCount(0);
    } else {
      await expect(said).toContainText('needs JavaScript on the device on which the link is opened');
    }
  });

  test(`${each.kind}: the page to sign in with it says whether this browser can`, async ({ page, javaScriptEnabled }) => {
    const withScript = javaScriptEnabled !== false;
    await page.goto('/sign-in');
    await page.getByRole('radio', { name: each.kind }).check();
    await steps.press(page, 'Continue');
    await steps.see(page, each.enter);
    await seeButtonOr(page, each.enter, 'or sign in with an authenticator app.', withScript);
    await page.getByRole('main').getByRole('link', { name: 'Use another way to sign in' }).click();
    await steps.chooseApp(page);
  });
}

test('a method that was remembered, and that needs JavaScript, does not keep anybody from another', async ({ page, javaScriptEnabled }) => {
  await page.goto('/sign-in');
  await page.getByRole('radio', { name: 'Passkey' }).check();
  await page.getByRole('checkbox', { name: 'Remember my selection' }).check();
  await steps.press(page, 'Continue');
  await page.goto('/sign-in');
  await steps.see(page, 'Sign in with your passkey');
  await seeButtonOr(page, 'Sign in with your passkey', 'or sign in with an authenticator app.', javaScriptEnabled !== false);
  await page.getByRole('main').getByRole('link', { name: 'Use another way to sign in' }).click();
  await steps.chooseApp(page);
  // The new choice is not to be remembered, so the old one is forgotten.
  await page.goto('/sign-in');
  await steps.see(page, 'Select your login method');
});
