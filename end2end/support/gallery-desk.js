// The pages of the desk of a Registration Authority.

import * as desk from './desk.js';
import * as shortcut from './shortcut.js';
import * as steps from './steps.js';

/** @typedef {import('./gallery.js').View} View */

const GIVEN = ['Ada', 'Ben', 'Cara', 'Dan', 'Eve', 'Finn', 'Gus', 'Hope', 'Ivo', 'Joy', 'Kit', 'Lea'];
const to = (path) => ({ page }) => page.goto(path);

/** @returns {View[]} */
export function deskPages() {
  const kept = /** @type {any} */ ({ ids: [] });
  const about = (rest) => ({ page }) => page.goto(`/ra/people/${kept.ids[0]}${rest}`);
  const wrong = (rest, button) => async ({ page }) => {
    await page.goto(`/ra/people/${kept.ids[0]}${rest}`);
    await steps.press(page, button);
  };
  return [
    {
      name: 'desk-empty',
      go: async ({ page, context, server }) => {
        await desk.organisations(server);
        kept.me = (await desk.sitDown(context, server)).person.identifier;
        await page.goto('/ra');
      },
    },
    {
      name: 'desk',
      go: async ({ page, context, server }) => {
        for (const given of GIVEN) kept.ids.push(await desk.create(context, server, given));
        await desk.freeze(server, kept.ids[1]);
        const soon = new Date(Date.now() + 10 * 24 * 60 * 60 * 1000);
        const place = { person: kept.ids[2], organisation: 'X9A01', role: 'R1730', from_day: '1', from_month: '2', from_year: '2026' };
        const end = { to_day: String(soon.getDate()), to_month: String(soon.getMonth() + 1), to_year: String(soon.getFullYear()) };
        await shortcut.post(context, server, '/api/ra/positions/add', { ...place, ...end, reason: 'helps out' });
        const other = await /** @type {any} */ (context.browser()).newContext({ baseURL: server.url });
        await desk.sitDown(other, server, 'Daniel');
        for (const [action, target] of [['set-email', 'anna.other@nhs.net'], ['issue-sign-in-link', '']]) {
          await shortcut.post(other, server, '/api/ra/approvals/ask', { person: kept.ids[0], action, target, reason: 'lost telephone, seen in person' });
        }
        await shortcut.post(context, server, '/api/ra/approvals/ask', { person: kept.ids[0], action: 'lift-freeze', reason: 'seen in person' });
        await other.close();
        await page.goto('/ra');
      },
    },
    { name: 'desk-home-tile', go: to('/') },
    { name: 'desk-list-few', go: to('/ra/lists/few-authenticators') },
    { name: 'desk-list-reports', go: to('/ra/lists/reports') },
    { name: 'desk-list-ending', go: to('/ra/lists/ending-positions') },
    { name: 'desk-approvals', go: to('/ra/approvals') },
    {
      name: 'desk-decide',
      go: async ({ page }) => {
        await page.goto('/ra/approvals');
        await page.getByRole('link', { name: 'Decide about' }).first().click();
      },
    },
    { name: 'desk-decide-error', go: ({ page }) => steps.press(page, 'Decide') },
    {
      name: 'desk-decide-tied',
      go: async ({ page, server }) => {
        await desk.tie(server, kept.me);
        await page.goto('/ra/approvals');
        await page.getByRole('link', { name: 'Decide about' }).first().click();
      },
    },
    { name: 'desk-found', go: to('/ra/people?q=example') },
    { name: 'desk-nobody', go: to('/ra/people?q=zzz') },
    { name: 'desk-new', go: to('/ra/people/new') },
    { name: 'desk-new-error', go: ({ page }) => steps.press(page, 'Create a new user') },
    {
      name: 'desk-new-may-exist',
      go: async ({ page }) => {
        await page.goto('/ra/people/new');
        await desk.fillNewPerson(page, { given: 'Ada', family: 'Example' });
        await steps.press(page, 'Create a new user');
      },
    },
    { name: 'desk-person', go: about('') },
    { name: 'desk-person-stopped', go: ({ page }) => page.goto(`/ra/people/${kept.ids[1]}`) },
    { name: 'desk-name', go: about('/name') },
    { name: 'desk-email', go: about('/email') },
    { name: 'desk-email-error', go: wrong('/email', 'Save the email address') },
    { name: 'desk-position-add', go: about('/positions/add') },
    { name: 'desk-position-add-error', go: wrong('/positions/add', 'Add a position') },
    {
      name: 'desk-position-end',
      go: async ({ page }) => {
        await page.goto(`/ra/people/${kept.ids[0]}`);
        await page.getByRole('link', { name: 'End Staff Nurse' }).click();
      },
    },
    { name: 'desk-issue', go: about('/authenticators/add') },
    { name: 'desk-issue-error', go: wrong('/authenticators/add', 'Generate link') },
    { name: 'desk-card-issue', go: about('/smartcard/issue') },
    { name: 'desk-card-issue-error', go: wrong('/smartcard/issue', 'Go on') },
    {
      name: 'desk-card-issue-reader',
      go: async ({ page }) => {
        await page.getByLabel('The person is here with me').check();
        await page.getByLabel('Reason').fill('starts on Monday');
        await steps.press(page, 'Go on');
        await page.getByText('Put the card into your card reader').waitFor();
      },
    },
    { name: 'desk-sign-in-link', go: about('/sign-in-link') },
    {
      name: 'desk-sign-in-link-shown',
      go: async ({ page }) => {
        await page.getByLabel('The person is present in person').check();
        await page.getByLabel('Reason').fill('starts on Monday');
        await steps.press(page, 'Generate link');
        await page.locator('#handed-over').waitFor();
      },
    },
    {
      name: 'desk-link',
      go: async ({ page }) => {
        await page.goto(`/ra/people/${kept.ids[3]}/email`);
        await page.getByLabel('Email address').fill('dan.example@nhs.net');
        await page.getByLabel('Passport').check();
        await page.getByLabel('Reason').fill('seen in person');
        await steps.press(page, 'Save the email address');
        await page.goto(`/ra/people/${kept.ids[3]}/authenticators/add`);
        await page.getByLabel('Microsoft Authenticator').check();
        await page.getByLabel('The person is present in person').check();
        await page.getByLabel('Reason').fill('seen in person');
        await steps.press(page, 'Generate link');
        await steps.see(page, 'Registration link');
      },
    },
    {
      name: 'desk-needs-approval',
      go: async ({ page }) => {
        await page.goto(`/ra/people/${kept.ids[3]}/email`);
        await page.getByLabel('Email address').fill('dan.other@nhs.net');
        await page.getByLabel('Passport').check();
        await page.getByLabel('Reason').fill('seen in person');
        await steps.press(page, 'Save the email address');
      },
    },
    { name: 'desk-announcements-error', go: async ({ page }) => {
      await page.goto('/ra/announcements');
      await steps.press(page, 'Make an announcement');
    } },
    {
      name: 'desk-announcements',
      go: async ({ page }) => {
        await page.getByLabel('Organisation code').fill('X9A05');
        await page.getByLabel('What do you want to say?').fill('The printers of the RA office are away on Friday. Come on Monday.');
        await page.getByLabel('Reason', { exact: true }).fill('no printers');
        await steps.press(page, 'Make an announcement');
      },
    },
    {
      name: 'desk-reach',
      go: async ({ page, server }) => {
        await server.cli('reach', 'propose', 'X9A05', 'X9A02');
        await page.goto('/ra/reach');
      },
    },
    { name: 'desk-reach-decide', go: ({ page }) => page.goto('/ra/reach/X9A05/X9A02') },
    { name: 'desk-reach-error', go: ({ page }) => steps.press(page, 'Decide') },
    { name: 'desk-contact', go: to('/ra/contact') },
    { name: 'desk-contact-change', go: to('/ra/contact/X9A05') },
    { name: 'desk-contact-error', go: ({ page }) => steps.press(page, 'Save') },
    {
      name: 'desk-import',
      go: async ({ page }) => {
        await page.goto('/ra/import');
        await page.locator('summary').filter({ hasText: 'How the file is written' }).click();
      },
    },
    { name: 'desk-import-error', go: ({ page }) => steps.press(page, 'Check the file') },
    { name: 'desk-import-over-limit', go: ({ page }) => desk.sendFile(page, Array.from({ length: 5001 }, (_, number) => desk.line(`Nia ${number}`))) },
    { name: 'desk-import-check', go: ({ page }) => desk.sendFile(page, [desk.line('Newcomer'), desk.line('Starter', 'starter@nhs.net')]) },
    { name: 'desk-import-check-error', go: ({ page }) => steps.press(page, 'Make all of these changes') },
    { name: 'desk-import-faults', go: ({ page }) => desk.sendFile(page, [desk.line('Newcomer'), desk.line('Newcomer'), 'a,b']) },
    { name: 'desk-ask', go: about('/approval/issue-sign-in-link') },
    { name: 'desk-close', go: about('/close') },
    { name: 'desk-clear-counters', go: about('/clear-counters') },
    { name: 'desk-lift-freeze', go: ({ page }) => page.goto(`/ra/people/${kept.ids[1]}/lift-freeze`) },
    { name: 'organisation-with-ra', go: async ({ page, server }) => {
      await server.cli('reach', 'contact', 'X9A05', '--name', 'Anytown RA office', '--telephone', '01632 960099', '--opening', 'Monday to Friday, 8am to 6pm');
      await page.goto('/organisations/X9A01');
    } },
  ];
}
