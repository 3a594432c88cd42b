// From a first sign-in link to a sign-in with the authenticator app in another browser: the pages of the practice's own
// instructions, in their order and their words.

import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test('a new member of staff sets up the authenticator app and signs in with it from another browser', async ({ page, server, person, mail, anotherBrowser, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  const main = page.getByRole('main');

  await test.step('the sign-in link leads home', async () => {
    const link = await server.link(person);
    await page.goto(link);
    await expect(main).toContainText('It works once, until');
    await steps.useSignInLink(page, person, link);
    const tiles = main.getByRole('listitem');
    await expect(tiles).toContainText([
      /View your profile\s*View your profile and update contact details/,
      /Add other authenticators\s*Use smartcard alternatives with CIS2 Authentication/,
      /Help and troubleshooting\s*Guidance on how to use this service and fix issues/,
    ]);
    await expect(page.getByRole('banner')).toContainText(person.name);
  });

  await test.step('step 3: an e-mail address is added to the profile and verified', async () => {
    await main.getByRole('link', { name: 'View your profile' }).click();
    await steps.see(page, 'Your profile');
    await expect(main).toContainText(person.identifier.replace(/(\d{4})(\d{4})(\d{4})/, '$1 $2 $3'));
    await expect(main).toContainText('30 May 1984');
    await main.getByRole('link', { name: 'Add an email address' }).click();
    await steps.see(page, 'Add an email address');
    await expect(page.getByLabel('Email address')).toHaveAttribute('autocomplete', 'email');
    await page.getByLabel('Email address').fill(person.email);
    await steps.press(page, 'Send One Time Password');

    await steps.see(page, 'Check your inbox');
    await expect(main).toContainText(`We sent it to ${person.email}. It works until`);
    await expect(page.getByLabel('One Time Password')).toHaveAttribute('autocomplete', 'one-time-code');
    const letter = await mail.next(person.email, (message) => /\b\d{8}\b/.test(message.text));
    const code = /\b\d{8}\b/.exec(letter.text)?.[0] ?? '';
    expect(letter.subject).toBe('Your one-time password for Care Identity');
    expect(letter.text).toContain('Your single-use, 8-digit One Time Password is:');
    expect(letter.html).toContain(code);
    expect(letter.html).not.toMatch(/<img|<link|<script|https?:/);
    await page.getByLabel('One Time Password').fill(code);
    await steps.press(page, 'Continue');
    await expect(main).toContainText('The email address is verified.');
    await steps.see(page, 'Your email addresses');
  });

  await test.step('step 4: "Add other authenticators" leads to the registration link', async () => {
    await page.goto('/');
    await main.getByRole('link', { name: 'Add other authenticators' }).click();
    await steps.see(page, 'Select authenticator type');
    await expect(main).toContainText('You can register one of each type of authenticator. Learn more about Care Identity authenticators (opens in new window)');
    await expect(main).toContainText('Uses an approved email and security code to access National Care Records Service');
    await page.getByRole('radio', { name: 'Microsoft Authenticator' }).check();
    await steps.press(page, 'Continue');

    await steps.see(page, 'Register Microsoft Authenticator with your Care Identity');
    await expect(main.getByRole('heading', { level: 2 })).toHaveText(['Set up the device', 'Register this device', 'Registration link']);
    await expect(main.getByRole('listitem')).toHaveText([
      'check you have an email address saved on your Care Identity profile',
      'check the Microsoft Authenticator app is installed on your phone',
      'use the register link on a supported browser (Chrome or Edge)',
      'follow the prompts to complete the registration',
    ]);
    await expect(main).toContainText('registering a Microsoft Authenticator device guidance (opens in new window)');
    await expect(main).toContainText('The register link will expire after 3 minutes');
    const confirm = 'I confirm only I will have access to the device with Microsoft Authenticator installed while it can connect to my Care Identity profile.';
    await page.getByLabel(confirm).check();
    await steps.press(page, 'Register Microsoft Authenticator');
    await steps.see(page, 'Registration link');
    await expect(main).toContainText(/Open it by \d{1,2}:\d\d[ap]m\. It works once\./);
    // A countdown that stands still says what is not so.
    await expect(page.locator('.ci-countdown')).toBeVisible({ visible: javaScriptEnabled !== false });
    await steps.press(page, 'Open the link on this device');
  });

  await test.step('the address is proved once more', async () => {
    await steps.see(page, 'What is your Care Identity email address?');
    await expect(main).toContainText('This must be the email address registered to your Care Identity.');
    await expect(main).toContainText('We will send you a single-use, 8-digit One Time Password.');
    await expect(page.getByLabel('Email address')).toHaveValue(person.email);
    await steps.press(page, 'Send One Time Password');
    await steps.see(page, 'Check your inbox');
    await expect(main).toContainText(
      "We've sent you a single-use, 8-digit One Time Password to the email address you provided. It may take a few minutes to arrive.",
    );
    await page.getByLabel('One Time Password').fill(await mail.code(person.email));
    await steps.press(page, 'Continue');
  });

  await test.step('a password is created', async () => {
    await steps.see(page, 'Create a password');
    await expect(main).toContainText('Password must be at least 8 characters long');
    for (const label of ['Password', 'Confirm password']) {
      await expect(page.getByLabel(label, { exact: true })).toHaveAttribute('autocomplete', 'new-password');
    }
    await steps.createPassword(page);
  });

  const phone = await test.step('the phone scans the QR code', async () => {
    const scanned = await steps.scan(page);
    await expect(main).toContainText(
      'Open the Microsoft Authenticator app to scan the QR code below. This will create a verification code which you will be able to enter on the next page.',
    );
    expect(scanned.issuer).toBe('Care Identity');
    expect(scanned.label).toBe(`Care Identity:${person.email}`);
    expect(scanned.secret).toHaveLength(20);
    // What Microsoft's app does not support it would pass over in silence.
    expect([...scanned.parameters.keys()].filter((name) => !['secret', 'issuer'].includes(name))).toEqual([]);

    await main.getByText('On a mobile device?').click();
    const key = (await page.locator('#app-key').textContent())?.replace(/\s/g, '');
    expect(key).toBe(scanned.parameters.get('secret'));
    const link = await main.getByRole('link', { name: 'Open your authenticator app on this device' }).getAttribute('href');
    expect(new URL(link ?? '').searchParams.get('secret')).toBe(key);
    return scanned;
  });

  await test.step('its code completes the registration', async () => {
    await page.getByRole('button', { name: 'Next' }).click();
    await steps.see(page, 'Check your authenticator app');
    await expect(main).toContainText('Enter the 6-digit code generated by your authenticator app.');
    await page.getByLabel('Enter verification code').fill(await phone.shows());
    await steps.press(page, 'Submit');
    await steps.see(page, 'Registration successful');
    await expect(main).toContainText('Your device is registered.');
    await expect(main).toContainText('You can now close this page.');
    const letter = await mail.next(person.email, (message) => message.subject === 'An authenticator was added to Care Identity');
    expect(letter.text).toContain('Microsoft Authenticator was added to your Care Identity');
  });

  await steps.signOut(page);

  await test.step('step 5: password and code sign in from another browser', async () => {
    const other = await anotherBrowser();
    await other.goto('/');
    await steps.chooseApp(other);
    await expect(other.getByLabel('Email address')).toHaveAttribute('autocomplete', 'username webauthn');
    await expect(other.getByLabel('Password', { exact: true })).toHaveAttribute('autocomplete', 'current-password');
    await steps.enterPassword(other, person.email);
    await steps.enterCode(other, await phone.fresh());
    await steps.see(other, 'Care Identity Management');
    await other.goto('/profile');
    const profile = other.getByRole('main');
    await expect(profile).toContainText(person.email);
    await expect(profile).toContainText('Verified');
    await expect(profile).toContainText(/Microsoft Authenticator\s*Level: high confidence \(AAL2\)/);
    await expect(profile).toContainText('Last used');
    await expect(profile).not.toContainText('Not used yet');
    await steps.signOut(other);
  });
});
