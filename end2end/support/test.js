// What every test is given: a server (one for each worker), a person whom no other test knows, and a browser that
// complains when a page breaks its own rules.

import { test as base } from '@playwright/test';

import { Machine } from './card.js';
import { dropDatabase, makeDatabase } from './postgres.js';
import { CareIdentity } from './server.js';
import { turn } from './turn.js';

export { expect } from '@playwright/test';

/**
 * @typedef {object} Fixtures
 * @property {import('./server.js').Person} person
 * @property {import('./mail.js').Mailbox} mail
 * @property {() => Promise<import('@playwright/test').Page>} anotherBrowser a page of a browser that knows nothing of the first
 * @property {(options?: object) => Promise<CareIdentity>} ownServer a server for this test alone
 * @property {void} turn no other test has an agent meanwhile
 * @property {Machine} machine the person's computer, with SoftHSM2 for a card reader; no agent runs yet
 * @property {void} watch
 */

export const test = /** @type {import('@playwright/test').TestType<any, any>} */ (
  base.extend({
    /** `sqlite` or `postgres`; chosen by the project. */
    database: ['sqlite', { option: true, scope: 'worker' }],

    /** The kinds of device that the operator accepts at AAL3 without their maker's word. */
    accepted: [[], { option: true, scope: 'worker' }],

    server: [
      async ({ database, accepted }, use) => {
        const databaseUrl = database === 'postgres' ? await makeDatabase() : undefined;
        const server = await CareIdentity.start({ databaseUrl });
        if (accepted.length > 0) await server.cli('setting', 'set', 'accept-unattested', ...accepted);
        await use(server);
        await server.stop();
        await server.remove();
        if (databaseUrl) await dropDatabase(databaseUrl);
      },
      { scope: 'worker', timeout: 60_000 },
    ],

    /** Whether a test breaks the browser's loading itself, so that its complaints are no news. */
    tolerant: [false, { option: true }],

    baseURL: async ({ server }, use) => use(server.url),
    mail: async ({ server }, use) => use(server.mail),
    person: async ({ server }, use) => use(await server.addPerson()),

    anotherBrowser: async ({ browser, javaScriptEnabled, baseURL }, use) => {
      const contexts = [];
      await use(async () => {
        const context = await browser.newContext({ javaScriptEnabled, baseURL });
        contexts.push(context);
        watch(context);
        return context.newPage();
      });
      const complaints = contexts.flatMap((context) => COMPLAINTS.get(context) ?? []);
      await Promise.all(contexts.map((context) => context.close()));
      refuse(complaints);
    },

    turn: [
      async ({}, use) => {
        const mine = await turn();
        await use();
        mine.close();
      },
      // Until the machines of other tests are gone.
      { timeout: 600_000 },
    ],

    machine: async ({ server, turn: _ }, use) => {
      const machine = await Machine.start(server);
      await use(machine);
      await machine.remove();
    },

    ownServer: async ({}, use) => {
      const servers = [];
      await use(async (options) => {
        const server = await CareIdentity.start(options);
        servers.push(server);
        return server;
      });
      await Promise.all(servers.map((server) => server.remove()));
    },

    watch: [
      async ({ context, tolerant }, use) => {
        watch(context);
        await use();
        if (!tolerant) refuse(COMPLAINTS.get(context) ?? []);
      },
      { auto: true },
    ],
  })
);

/** What the browser complained of, by context. */
const COMPLAINTS = new WeakMap();

/** An answer with an error status is no complaint: tests ask for such pages. */
const EXPECTED = /^Failed to load resource: (the server responded with a status|net::ERR_(CONNECTION|EMPTY|NETWORK))/;

/** Whoever leaves a page before its islands have arrived breaks off their loading. */
const BROKEN_OFF = /Failed to fetch/;

/** Notes broken content policies, script errors and whatever else the browser's console calls an error. */
function watch(context) {
  const complaints = [];
  COMPLAINTS.set(context, complaints);
  context.on('weberror', (event) => {
    const error = String(event.error());
    if (!BROKEN_OFF.test(error)) complaints.push(`script error: ${error}`);
  });
  context.on('console', (message) => {
    const policy = /content security policy/i.test(message.text());
    if ((message.type() === 'error' && !EXPECTED.test(message.text())) || policy) {
      complaints.push(`${message.page()?.url() ?? '?'}: ${message.text()}`);
    }
  });
}

function refuse(complaints) {
  if (complaints.length > 0) throw new Error(`the browser complained:\n${complaints.join('\n')}`);
}
