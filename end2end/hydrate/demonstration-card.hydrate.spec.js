// The smartcard of a demonstration: who tries the service for the first time signs in with it, as the terminal says.

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { answerIn, layPinentry } from '../support/card.js';
import { SIGN_IN, choose, goOn } from '../support/card-steps.js';
import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test.describe.configure({ timeout: 120_000 });

/** What the terminal says of the card. */
const SAID = /The smartcard of (.+) is in the reader\. Its passcode is (\d{6})/;

test('the card of a demonstration signs in with the passcode that was printed, and is renewed', async ({ browser, ownServer, turn: _ }) => {
  // The agent of a demonstration asks by the first `pinentry` that the computer has.
  const folder = await mkdtemp(path.join(os.tmpdir(), 'care-identity-pinentry-'));
  await layPinentry(folder);
  const environment = { PATH: `${folder}:${process.env.PATH}`, PINENTRY_FOLDER: folder };
  const server = await ownServer({ mode: 'demo', environment });
  await expect.poll(() => server.output).toMatch(SAID);
  const [, holder, passcode] = SAID.exec(server.output) ?? [];
  expect([holder, passcode]).toEqual(['Priya Raman', '518294']);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();

  await choose(page);
  await answerIn(folder, 'yes', 'pin 902107');
  await steps.press(page, SIGN_IN);
  await steps.seeError(page, SIGN_IN, 'The passcode is wrong');
  await answerIn(folder, `pin ${passcode}`);
  await steps.press(page, SIGN_IN);
  await steps.see(page, `${steps.SERVICE} Management`);
  await expect(page.getByRole('banner')).toContainText(holder);
  await expect(page.getByRole('main')).toContainText('Your smartcard expires in 8 weeks');

  await expect(page.getByRole('main')).toContainText('Next: renew your smartcard');
  await page.getByRole('main').getByRole('link', { name: 'Renew your own smartcard' }).first().click();
  await steps.see(page, 'Renew your own smartcard');
  await expect(page.getByRole('main')).toContainText('Until then you can renew it yourself.');
  await answerIn(folder, `pin ${passcode}`);
  await goOn(page);
  await steps.see(page, 'Your smartcard');
  await expect(page.getByRole('main')).toContainText('Your smartcard is renewed. It works until');

  await test.step('it is the same card when the demonstration is started again', async () => {
    await server.stop();
    await server.begin();
    await choose(page);
    await answerIn(folder, `pin ${passcode}`);
    await steps.press(page, SIGN_IN);
    await steps.see(page, `${steps.SERVICE} Management`);
    await expect(page.getByRole('banner')).toContainText(holder);
    await page.goto('/smartcard/renew');
    await expect(page.getByRole('main')).toContainText('You can renew it yourself from');
  });
  await context.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
