// Every page and state of a page that a person can come to, each with the way there. Tests of looks and of access walk
// through it.

import { care } from './gallery-care.js';
import { card } from './gallery-card.js';
import { deskPages } from './gallery-desk.js';
import { deskCard } from './gallery-desk-card.js';
import { devices } from './gallery-devices.js';
import * as shortcut from './shortcut.js';
import * as steps from './steps.js';

/**
 * @typedef {{ page: import('@playwright/test').Page, context: import('@playwright/test').BrowserContext, server: import('./server.js').CareIdentity, person: import('./server.js').Person }} Place
 * @typedef {{ name: string, go: (place: Place) => Promise<unknown> }} View
 */

const main = (page) => page.getByRole('main');
const to = (path) => ({ page }) => page.goto(path);
const pressed = (path, button) => async ({ page }) => {
  await page.goto(path);
  await steps.press(page, button);
};

/** Nobody is signed in. @type {View[]} */
const VISITOR = [
  { name: 'sign-in', go: to('/sign-in') },
  { name: 'sign-in-unchosen', go: pressed('/sign-in', 'Continue') },
  { name: 'sign-in-app', go: to('/sign-in/microsoft-authenticator') },
  { name: 'sign-in-error', go: pressed('/sign-in/microsoft-authenticator', 'Continue') },
  {
    name: 'sign-in-wrong',
    go: async ({ page }) => {
      await page.goto('/sign-in/microsoft-authenticator');
      await steps.enterPassword(page, 'somebody.with.a.long.name.indeed@anytown-general-hospital.nhs.uk', 'not my password 99');
    },
  },
  { name: 'signed-out', go: to('/signed-out') },
  { name: 'forgot', go: to('/forgot-password') },
  { name: 'forgot-error', go: pressed('/forgot-password', 'Send One Time Password') },
  {
    name: 'forgot-inbox',
    go: async ({ page }) => {
      await page.goto('/forgot-password');
      await page.getByLabel('Email address').fill('somebody.with.a.long.name.indeed@anytown-general-hospital.nhs.uk');
      await steps.press(page, 'Send One Time Password');
      await steps.see(page, 'Check your inbox');
    },
  },
  { name: 'forgot-over', go: to('/forgot-password/made-up/end') },
  { name: 'undo-over', go: to('/undo/made-up') },
  { name: 'sign-in-link-unknown', go: to('/sign-in/link/made-up') },
  { name: 'registration-link-over', go: to('/register/made-up') },
  { name: 'registration-over', go: to('/register/made-up/email') },
  { name: 'help', go: to('/help') },
  { name: 'help-email-domains', go: to('/help/email-domains') },
  { name: 'help-email-domains-accepted', go: to('/help/email-domains?q=amara@nhs.net') },
  { name: 'help-email-domains-refused', go: to('/help/email-domains?q=amara@gmial.com') },
  { name: 'help-choose', go: to('/help/choose-an-authenticator') },
  { name: 'help-choose-error', go: pressed('/help/choose-an-authenticator', 'Show our advice') },
  { name: 'help-choose-advice', go: to('/help/choose-an-authenticator?asked=yes&shared=no&carry=phone&level=unknown') },
  { name: 'help-choose-advice-shared', go: to('/help/choose-an-authenticator?asked=yes&shared=yes&carry=neither&level=very-high') },
  { name: 'help-terms', go: to('/help/terms') },
  { name: 'help-privacy', go: to('/help/privacy') },
  { name: 'help-accessibility', go: to('/help/accessibility') },
  { name: 'error-404', go: to('/no/such/page') },
  { name: 'error-405', go: to('/api/sign-out') },
];

/** On the way from a sign-in link to an authenticator, in this order. @returns {View[]} */
function enrolment() {
  const kept = { link: '', code: '', id: '', registration: { page: '', token: '' }, phone: /** @type {any} */ (null) };
  return [
    {
      name: 'sign-in-link',
      go: async ({ page, server, person }) => {
        kept.link = await server.link(person);
        await page.goto(kept.link);
      },
    },
    { name: 'home', go: ({ page }) => steps.press(page, 'Continue') },
    { name: 'sign-in-link-used', go: ({ page }) => page.goto(kept.link) },
    { name: 'profile-empty', go: to('/profile') },
    { name: 'applications-none', go: to('/applications') },
    {
      name: 'applications-shut',
      go: async ({ page, server }) => {
        await steps.listApplications(server);
        await page.goto('/applications');
      },
    },
    { name: 'email-none', go: to('/profile/email') },
    { name: 'set-up-needs-email', go: to('/authenticators/add/microsoft-authenticator') },
    { name: 'email-add', go: to('/profile/email/add') },
    {
      name: 'email-refused',
      go: async ({ page }) => {
        await page.goto('/profile/email/add');
        await page.getByLabel('Email address').fill('a.person.with.quite.a.long.address.indeed@gmial.com');
        await steps.press(page, 'Send One Time Password');
      },
    },
    {
      name: 'email-inbox',
      go: async ({ page, server, person }) => {
        await page.goto('/profile/email/add');
        await page.getByLabel('Email address').fill(person.email);
        await steps.press(page, 'Send One Time Password');
        await steps.see(page, 'Check your inbox');
        kept.code = await server.mail.code(person.email);
      },
    },
    {
      name: 'email-inbox-wrong',
      go: async ({ page }) => {
        await page.getByLabel('One Time Password').fill('12345678');
        await steps.press(page, 'Continue');
      },
    },
    { name: 'email-pending', go: to('/profile/email') },
    {
      name: 'email-verified',
      go: async ({ page }) => {
        // Leads to the one that was sent.
        await steps.press(page, 'Send One Time Password');
        await page.getByLabel('One Time Password').fill(kept.code);
        await steps.press(page, 'Continue');
        await main(page).getByText('The email address is verified.').waitFor();
      },
    },
    { name: 'sign-in-again-enrolment', go: to('/sign-in/again?to=/profile/email/add') },
    { name: 'mobile', go: to('/profile/mobile') },
    {
      name: 'mobile-error',
      go: async ({ page }) => {
        await page.goto('/profile/mobile');
        await page.getByLabel('Your mobile number').fill('12');
        await steps.press(page, 'Save');
      },
    },
    { name: 'select', go: to('/authenticators/add') },
    { name: 'set-up', go: to('/authenticators/add/microsoft-authenticator') },
    { name: 'set-up-error', go: pressed('/authenticators/add/microsoft-authenticator', 'Register Microsoft Authenticator') },
    {
      name: 'registration-link',
      go: async ({ page, context, server }) => {
        kept.registration = await shortcut.newLink(context, server);
        await page.goto(kept.registration.page);
        await page.getByText('Open it on another device or in another browser').click();
      },
    },
    { name: 'registration-open', go: ({ page }) => page.goto(`/register/${kept.registration.token}`) },
    {
      name: 'registration-email',
      go: async ({ page }) => {
        await steps.press(page, 'Continue');
        await steps.see(page, 'What is your Care Identity email address?');
        kept.id = page.url().split('/').at(-2) ?? '';
      },
    },
    { name: 'registration-link-opened', go: ({ page }) => page.goto(kept.registration.page) },
    {
      name: 'registration-inbox',
      go: async ({ page }) => {
        await page.goto(`/register/${kept.id}/email`);
        await steps.press(page, 'Send One Time Password');
        await steps.see(page, 'Check your inbox');
      },
    },
    {
      name: 'registration-inbox-error',
      go: async ({ page }) => {
        await steps.press(page, 'Continue');
      },
    },
    {
      name: 'registration-password',
      go: async ({ page, server, person }) => {
        await page.getByLabel('One Time Password').fill(await server.mail.code(person.email));
        await steps.press(page, 'Continue');
        await steps.see(page, 'Create a password');
      },
    },
    {
      name: 'registration-password-error',
      go: async ({ page }) => {
        await page.getByLabel('Password', { exact: true }).fill('password123');
        await steps.press(page, 'Continue');
      },
    },
    {
      name: 'registration-app',
      go: async ({ page }) => {
        await page.getByLabel('Password', { exact: true }).fill(steps.PASSWORD);
        await page.getByLabel('Confirm password').fill(steps.PASSWORD);
        await steps.press(page, 'Continue');
        kept.phone = await steps.scan(page);
        await page.getByText('On a mobile device?').click();
      },
    },
    { name: 'registration-code', go: ({ page }) => page.getByRole('button', { name: 'Next' }).click() },
    {
      name: 'registration-code-wrong',
      go: async ({ page }) => {
        await page.getByLabel('Enter verification code').fill(kept.phone.wrong());
        await steps.press(page, 'Submit');
      },
    },
    {
      name: 'registration-done',
      go: async ({ page }) => {
        await page.getByLabel('Enter verification code').fill(await kept.phone.fresh());
        await steps.press(page, 'Submit');
        await steps.see(page, 'Registration successful');
      },
    },
    { name: 'registration-link-done', go: ({ page }) => page.goto(kept.registration.page) },
    {
      name: 'sign-in-code',
      go: async ({ page, context, server, person }) => {
        await shortcut.post(context, server, '/api/sign-out', {});
        await page.goto('/sign-in/microsoft-authenticator');
        await steps.enterPassword(page, person.email);
      },
    },
    {
      name: 'sign-in-code-wrong',
      go: async ({ page }) => {
        await page.getByLabel('Enter verification code').fill(kept.phone.wrong());
        await steps.press(page, 'Submit');
      },
    },
    {
      name: 'home-maintenance',
      go: async ({ page, server }) => {
        await page.getByLabel('Enter verification code').fill(await kept.phone.fresh());
        await steps.press(page, 'Submit');
        await steps.see(page, 'Care Identity Management');
        const words = ['--services', 'Care Identity Management and self-service smartcard unlock', '--window', '9:00am to 7:00pm on Saturday 22 March', '--reason', 'while we perform system upgrades'];
        await server.cli('setting', 'set', 'maintenance-banner', ...words, '--until', '2099-03-22T19:00:00Z');
        await page.goto('/');
        await server.cli('setting', 'unset', 'maintenance-banner');
      },
    },
    { name: 'profile', go: to('/profile') },
    { name: 'applications', go: to('/applications') },
    { name: 'authenticators', go: to('/authenticators') },
    { name: 'sessions', go: to('/sessions') },
    { name: 'activity', go: to('/activity') },
    {
      name: 'email-change',
      go: async ({ page, person }) => {
        await page.goto('/profile');
        await page.getByRole('link', { name: `Change email address ${person.email}` }).click();
      },
    },
    {
      name: 'email-last-one',
      go: async ({ page, person }) => {
        await page.goto('/profile/email');
        await page.getByRole('link', { name: `Remove ${person.email}` }).click();
      },
    },
    {
      name: 'email-remove',
      go: async ({ page, context, server }) => {
        await shortcut.post(context, server, '/api/profile/email/add', { email: 'another.address@nhs.net', replaces: '' });
        await page.goto('/profile/email');
        await page.getByRole('link', { name: 'Remove another.address@nhs.net' }).click();
      },
    },
    { name: 'select-held', go: to('/authenticators/add') },
    { name: 'set-up-replace', go: to('/authenticators/add/microsoft-authenticator') },
    { name: 'sign-in-again', go: to('/sign-in/again?to=/profile') },
    { name: 'error-404-signed-in', go: to('/no/such/page') },
  ];
}

/** A demonstration's own pages. @returns {View[]} */
function demonstration() {
  return [
    { name: 'demonstration-sign-in', go: to('/sign-in') },
    {
      name: 'demonstration-home',
      go: async ({ page, server }) => {
        const link = /http:\/\/localhost:\d+\/sign-in\/link\/\S+/.exec(server.output)?.[0] ?? '';
        await page.goto(link);
        await steps.press(page, 'Continue');
        await steps.see(page, 'Care Identity Management');
      },
    },
    { name: 'demonstration-profile', go: to('/profile') },
    { name: 'demonstration-organisations', go: to('/organisations') },
    { name: 'demonstration-organisations-found', go: to('/organisations?q=pharmcy') },
    { name: 'demonstration-organisations-narrowed', go: to('/organisations?q=surgery&status=open&region=Y63') },
    { name: 'demonstration-organisations-none', go: to('/organisations?q=millbrook+zebra+medical&type=RO182') },
    { name: 'demonstration-organisation', go: to('/organisations/X9A01') },
    { name: 'demonstration-organisation-closed', go: to('/organisations/X9T09') },
    { name: 'demonstration-applications', go: to('/applications') },
    {
      name: 'demonstration-mail',
      go: async ({ page, server }) => {
        await page.goto('/profile/email/add');
        await page.getByLabel('Email address').fill('amara.demo@nhs.net');
        await steps.press(page, 'Send One Time Password');
        await server.mail.next('amara.demo@nhs.net');
        await page.goto('/demonstration/mail');
      },
    },
  ];
}

export const GALLERY = { VISITOR, enrolment, devices, care, card, deskCard, desk: deskPages, demonstration };
