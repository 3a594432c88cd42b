// Which card it is, until when it works, and what follows when it is blocked.

import { Machine, PASSCODE } from '../support/card.js';
import { SIGN_IN, UNBLOCK, choose, signIn, signInFirst } from '../support/card-steps.js';
import * as desk from '../support/desk.js';
import { Device } from '../support/device.js';
import { KEY, register, signInWith } from '../support/devices.js';
import { expect, test } from '../support/test.js';
import * as shortcut from '../support/shortcut.js';
import * as steps from '../support/steps.js';
import { expireCard } from '../support/time.js';

test.use({ accepted: ['security-key'] });
test.describe.configure({ timeout: 120_000 });

const HOME = `${steps.SERVICE} Management`;
const NEW_PASSCODE = '46802917';

test('the page names the card whose passcode is asked for', async ({ page, machine, person }) => {
  const serial = await machine.newCard(person);
  await machine.startAgent();
  await choose(page);
  await machine.willAnswer('yes', 'wait');
  await steps.press(page, SIGN_IN);
  const status = page.getByRole('main').getByRole('status');
  await expect(status).toContainText(`never on a page. Your card: ${person.name}, number ${serial}.`);
});

test('of several cards its holder chooses one, by what stands on it', async ({ page, server, machine, person }) => {
  const other = await server.addPerson({ given: 'Bao' });
  const serial = await machine.newCard(person);
  await machine.newCard(other);
  await machine.startAgent();
  await choose(page);
  await machine.willAnswer('yes');
  await steps.press(page, SIGN_IN);
  const which = page.getByRole('group', { name: 'Several smartcards are in the readers. Which one is yours?' });
  await expect(which.getByRole('radio')).toHaveCount(2);
  await test.step('none is chosen for anybody', async () => {
    await steps.press(page, SIGN_IN);
    await steps.seeError(page, SIGN_IN, 'Select your smartcard, or take the others out');
  });
  await which.getByRole('radio', { name: person.name }).check();
  await expect(which).toContainText(`Number ${serial}`);
  await machine.willAnswer(`pin ${PASSCODE}`);
  await steps.press(page, SIGN_IN);
  await steps.see(page, HOME);
  await expect(page.getByRole('banner')).toContainText(person.name);
});

test('home and profile say until when the card works, and who renews it when', async ({ page, context, server, machine }) => {
  await desk.organisations(server);
  await server.cli('reach', 'contact', 'X9A05', '--name', 'Anytown RA office', '--telephone', '01632 960099', '--opening', 'Monday to Friday, 8am to 6pm');
  const person = await server.addManager('X9A05');
  const main = page.getByRole('main');
  const shows = async (words, link, contacts) => {
    for (const path of ['/', '/profile']) {
      await page.goto(path);
      await expect(main).toContainText(words);
      await expect(main.getByRole('link', { name: link, exact: true }).first()).toBeVisible();
      await expect(main.getByText('Anytown RA office')).toHaveCount(contacts);
    }
  };
  await test.step('good for long: from when it can be renewed', async () => {
    await machine.newCard(person);
    await shortcut.enrolling(context, server, person);
    await shows(/expires in 23 months, on \d+ \w+ 20\d\d\. You can renew it yourself from \d+ \w+ 20\d\d on\./, 'Your smartcard', 0);
  });
  await test.step('its last 90 days: it can be renewed', async () => {
    await expireCard(server, person, -60);
    await shows(/expires in 8 weeks, on \d+ \w+ 20\d\d\. Renew your own smartcard/, 'Renew your own smartcard', 0);
  });
  await test.step('after its end: the Registration Authority must, and how it is reached', async () => {
    await expireCard(server, person, 2);
    await shows(/expired on \d+ \w+ 20\d\d\. You cannot renew it yourself any more: your Registration Authority must\./, 'Your smartcard', 1);
  });
});

test('a blocked card says so, is unblocked with another authenticator, and signs in again', async ({ page, context, server, turn: _, person }) => {
  const machine = await Machine.start(server, { strict: true });
  await machine.newCard(person);
  await machine.startAgent();
  await shortcut.withEmail(context, server, person);
  await Device.attach(page, KEY.what);
  await register(page, KEY);
  await steps.signOut(page);
  await choose(page);
  await machine.willAnswer('yes', 'pin 135790');
  for (const words of ['The passcode is wrong', 'You have one try left: another wrong passcode blocks the card.', 'Your smartcard is blocked']) {
    await steps.press(page, SIGN_IN);
    await steps.seeError(page, SIGN_IN, words);
    await machine.willAnswer('pin 135790');
  }
  await steps.press(page, SIGN_IN);
  await steps.seeError(page, SIGN_IN, 'Your smartcard is blocked');
  await expect(page.getByRole('main')).toContainText('CARD-303');
  await expect(page.getByRole('main')).toContainText('Sign in with another authenticator of very high confidence and unblock the card');

  await signInWith(page, KEY);
  await steps.see(page, HOME);
  await page.goto('/smartcard/unblock');
  await machine.willAnswer(`pin ${NEW_PASSCODE}`, `pin ${NEW_PASSCODE}`);
  await steps.press(page, UNBLOCK);
  await steps.see(page, 'Your smartcard');
  await expect(page.getByRole('main')).toContainText('Your smartcard is unblocked, and has the new passcode.');
  await steps.signOut(page);
  await signIn(page, machine, NEW_PASSCODE);
  await machine.remove();
});

test('whoever has nothing but the card, or reported it lost, is told whom to ask', async ({ page, machine, person }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await signInFirst(page, machine);
  await page.goto('/smartcard/unblock');
  await expect(page.getByRole('main')).toContainText('you cannot unblock this card yourself');
  await expect(page.getByRole('main')).toContainText('Ask your Registration Authority. Bring your card');
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await page.goto('/smartcard');
  await page.getByRole('link', { name: 'Report lost or stolen' }).click();
  await page.getByRole('main').getByRole('button').first().click();
  await page.goto('/smartcard/unblock');
  await expect(page.getByRole('main')).toContainText('This card is reported lost, so it works nowhere.');
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
});

test('a passcode that may have been changed is told as such', async ({ page, machine, person }) => {
  await machine.newCard(person);
  await machine.startAgent();
  await signInFirst(page, machine);
  await page.goto('/smartcard/passcode');
  await machine.misbehave('crash-sign');
  await machine.willAnswer(`pin ${PASSCODE}`, `pin ${NEW_PASSCODE}`, `pin ${NEW_PASSCODE}`);
  await steps.press(page, 'Change smartcard passcode');
  await steps.seeError(page, 'Change smartcard passcode', 'Your smartcard may have the new passcode');
  await expect(page.getByRole('main')).toContainText('CARD-306');
  await machine.misbehave('');
  await page.goto('/activity');
  await expect(page.getByRole('main')).toContainText('The passcode of your smartcard may have been changed');
});
