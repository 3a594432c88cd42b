// A renewal is broken off between any two of its steps, on the server's side, on the card's and in the page: it goes on to its end, and
// until the new certificates were used the old ones sign in (failure 30).

import { Machine, PASSCODE } from '../support/card.js';
import { RENEW, goOn, renew, signIn, signInFirst, trouble } from '../support/card-steps.js';
import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

test.describe.configure({ timeout: 600_000 });

/** In front of each commit and behind it. */
const FAILPOINTS = [
  'committed:card.renewal-begun',
  ...['issued', 'installed', 'used', 'completed'].flatMap((state) => [`committing:renewal.${state}`, `committed:renewal.${state}`]),
];

/** A card that can be renewed now, and again at once: it is renewed for as long as it was issued. */
async function begin(browser, server) {
  const machine = await Machine.start(server);
  await machine.newCard(await server.addPerson(), 60);
  await machine.startAgent();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await signInFirst(page, machine);
  return { machine, context, page };
}

/** Once, when the server has the card do the step from this state on, something happens to it first. */
async function atStep(page, state, happens) {
  await page.route('**/smartcard/renew/relay*', async (route) => {
    const response = await route.fetch();
    const turn = await response.json();
    if (turn.step === state) await happens();
    await route.fulfill({ response, json: turn });
  });
  return () => page.unroute('**/smartcard/renew/relay*');
}

/** Each state of a renewal, with the step that goes on from it, and what the page says when it was broken off there. */
const STATES = [
  ['begun', 'Step 1 of 4', 'It goes on with step 1'],
  ['issued', 'Step 2 of 4', 'It goes on with step 2'],
  ['installed', 'Step 3 of 4', 'It goes on with step 3'],
  ['used', 'Step 4 of 4', 'Only step 4 is left'],
];

/** Waits for what the page says when something broke off. */
const says = (page, words) => expect(trouble(page)).toContainText(words, { timeout: 30_000 });

test('failure 30: a renewal goes on after the server was killed at any of its steps', async ({ browser, ownServer, turn: _ }) => {
  const server = await ownServer();
  const { machine, context, page } = await begin(browser, server);
  for (const failpoint of FAILPOINTS) {
    await test.step(failpoint, async () => {
      // Nobody is as fast as this test, so the agent would have it wait.
      await machine.stopAgent();
      await machine.startAgent();
      await server.stop();
      server.environment.FAILPOINT = failpoint;
      await server.begin();
      await signIn(page, machine);
      await page.goto('/smartcard/renew');
      await machine.willAnswer(`pin ${PASSCODE}`);
      await goOn(page);
      await server.ended;
      expect(server.output).toContain(`failpoint ${failpoint}: the process ends`);
      await says(page, 'The service could not be reached');
      delete server.environment.FAILPOINT;
      await machine.stopAgent();
      await machine.startAgent();
      await server.begin();
      await signIn(page, machine);
      await page.goto('/smartcard/renew');
      const underWay = page.getByRole('main').getByText(/it was broken off|Only step 4 is left/);
      const isOver = failpoint === 'committed:renewal.completed';
      await expect(underWay).toHaveCount(isOver ? 0 : 1);
      await page.goto('/');
      await expect(underWay).toHaveCount(isOver ? 0 : 1);
      if (!isOver) await renew(page, machine);
      await page.goto('/smartcard/renew');
      await expect(underWay).toHaveCount(0);
      await signIn(page, machine);
    });
  }
  expect(await server.cli('audit', 'verify')).toBeTruthy();
  await context.close();
  await machine.remove();
});

test('failure 30: a renewal goes on after the agent was killed while the card worked', async ({ browser, ownServer, turn: _ }) => {
  const server = await ownServer();
  const { machine, context, page } = await begin(browser, server);
  for (const [mode, at] of [['hang-make', 'begun'], ['hang-sign', 'begun'], ['hang-write', 'issued'], ['hang-sign', 'installed'], ['hang-remove', 'used']]) {
    await test.step(`${mode} ${at}`, async () => {
      const [, step, words] = STATES.find(([state]) => state === at) ?? [];
      await page.goto('/smartcard/renew');
      const before = await atStep(page, at, () => machine.misbehave(mode));
      await machine.willAnswer(`pin ${PASSCODE}`);
      await goOn(page);
      await expect(page.getByRole('main').getByRole('status')).toContainText(step, { timeout: 30_000 });
      // Until the passcode is given and the card works.
      await page.waitForTimeout(2_000);
      await expect(page.getByRole('main').getByRole('status')).toContainText(step);
      await machine.killAgent();
      await says(page, 'The smartcard software stopped answering');
      await before();
      await machine.misbehave('');
      await machine.startAgent();
      await page.goto('/smartcard/renew');
      await expect(page.getByRole('main')).toContainText(words);
      await signIn(page, machine);
      await renew(page, machine);
      await signIn(page, machine);
    });
  }
  await context.close();
  await machine.remove();
});

test('failure 30: a renewal goes on after the card was taken out at any of its steps', async ({ browser, ownServer, turn: _ }) => {
  const server = await ownServer();
  const { machine, context, page } = await begin(browser, server);
  for (const [state, step, words] of STATES) {
    await test.step(step, async () => {
      // Nobody is as fast as this test, so the agent would have it wait.
      await machine.stopAgent();
      await machine.startAgent();
      await signIn(page, machine);
      await page.goto('/smartcard/renew');
      const before = await atStep(page, state, () => machine.misbehave('absent'));
      await machine.willAnswer(`pin ${PASSCODE}`);
      await goOn(page);
      await steps.seeError(page, RENEW, 'No smartcard is in the reader');
      await expect(page.getByRole('main')).toContainText(words);
      await before();
      await machine.misbehave('');
      await signIn(page, machine);
      await renew(page, machine);
      await page.goto('/smartcard/renew');
      await expect(page.getByRole('main')).not.toContainText(words);
      await signIn(page, machine);
    });
  }
  await context.close();
  await machine.remove();
});

test('failure 30: a renewal goes on after its page was closed, and may be given up', async ({ browser, ownServer, turn: _ }) => {
  const server = await ownServer();
  const { machine, context, page } = await begin(browser, server);
  const closed = async (words) => {
    const another = await context.newPage();
    await another.goto('/smartcard/renew');
    await machine.misbehave('hang-write');
    await machine.willAnswer(`pin ${PASSCODE}`);
    await goOn(another);
    await expect(another.getByRole('main').getByRole('status')).toContainText('Step 2 of 4', { timeout: 30_000 });
    await another.close();
    await machine.misbehave('');
    await page.goto('/smartcard/renew');
    await expect(page.getByRole('main')).toContainText(words);
    // The card's software is given up after a while.
    await expect(() => signIn(page, machine)).toPass({ timeout: 90_000 });
  };
  await test.step('it goes on', async () => {
    await closed('It goes on with step 2');
    await renew(page, machine);
  });
  await test.step('given up, the card works as before, and is renewed anew', async () => {
    await closed('It goes on with step 2');
    await page.goto('/smartcard/renew');
    await page.getByText('Give up this renewal').first().click();
    await steps.press(page, 'Give up this renewal');
    await steps.see(page, 'Your smartcard');
    await expect(page.getByRole('main')).toContainText('The renewal was given up. Your card works as before.');
    await signIn(page, machine);
    await renew(page, machine);
    await signIn(page, machine);
  });
  await context.close();
  await machine.remove();
});
