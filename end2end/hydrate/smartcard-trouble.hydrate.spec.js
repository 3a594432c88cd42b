// What a page says of a browser that will ask, and of an agent that it cannot talk to. No card is needed: what answers is made up.

import { SIGN_IN, choose, trouble } from '../support/card-steps.js';
import { expect, test } from '../support/test.js';
import * as steps from '../support/steps.js';

const AGENTS = /^http:\/\/127\.0\.0\.1:4711[0-7]\//;

/** An agent on the first port that speaks these versions, and nobody on the others. */
async function agentSpeaks(page, speaks) {
  await page.route(AGENTS, (route) => {
    const { origin } = new URL(page.url());
    if (!route.request().url().endsWith(':47110/v1/about')) return route.abort('connectionrefused');
    const json = { agent: 'care-identity-agent', release: '0.0.0', speaks, paired: false };
    return route.fulfill({ json, headers: { 'Access-Control-Allow-Origin': origin } });
  });
}

for (const [speaks, heading, code] of [
  [[0], 'The smartcard software is too old', 'CARD-002'],
  [[2], 'The smartcard software is newer than this page', 'CARD-003'],
]) {
  test(`an agent of another release is told as such: ${code}`, async ({ page }) => {
    await agentSpeaks(page, speaks);
    await choose(page);
    await steps.press(page, SIGN_IN);
    await expect(trouble(page)).toContainText(heading);
    await expect(trouble(page)).toContainText(code);
  });
}

for (const [state, isSaid] of /** @type {const} */ ([
  ['prompt', true],
  ['granted', false],
  ['denied', false],
])) {
  test(`what a browser will ask is explained before it does, and only then: ${state}`, async ({ browser, server }) => {
    // A site of this computer is never asked about, by its plain name.
    const context = await browser.newContext({ baseURL: server.url.replace('localhost', 'id.localhost') });
    await context.addInitScript((answer) => {
      Object.defineProperty(navigator.permissions, 'query', { value: async () => ({ state: answer }) });
    }, state);
    const page = await context.newPage();
    await choose(page);
    await expect(page.getByRole('main').getByRole('button', { name: SIGN_IN })).toBeVisible();
    const said = page.getByText('Your browser may ask', { exact: false });
    await (isSaid ? expect(said).toBeVisible() : expect(said).toBeHidden());
    await context.close();
  });
}
