// Somebody who sits at the desk of a Registration Authority.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import * as shortcut from './shortcut.js';
import * as steps from './steps.js';

const run = promisify(execFile);

/** The organisation of the Registration Authority, and one that it looks after. */
export const RA = 'X9A05';
export const NEAR = 'X9A01';

/** Python brings SQLite along. */
const CHANGE = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=10) as database:
    database.execute(sys.argv[2], (sys.argv[3],))
`;
const RAISE = 'UPDATE sessions SET level = 3 WHERE person_id = (SELECT id FROM people WHERE identifier = ?)';
const FREEZE = 'UPDATE people SET frozen_at = 1774000000000000, frozen_since = 1774000000000000 WHERE identifier = ?';

const TIE = `INSERT INTO made_at_desk (id, made_by, made_at) SELECT DISTINCT asked_by, people.id, 1774000000000000
    FROM approvals JOIN people ON identifier = ? WHERE asked_by <> people.id`;

const change = (server, statement, identifier) =>
  run('python3', ['-c', CHANGE, path.join(server.folder, 'data', 'care-identity.db'), statement, identifier]);

/**
 * A manager of the Registration Authority, signed in as with a security key. On SQLite only.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {import('./server.js').CareIdentity} server
 */
export async function sitDown(context, server, given = 'Grace') {
  const person = await server.addManager(RA, given);
  const phone = await shortcut.signedIn(context, server, person);
  await raise(server, person);
  return { person, phone };
}

/** What a sign-in with a key gives, for one that was made with an app. */
export const raise = (server, person) => change(server, RAISE, person.identifier);

/** They said that a change was not theirs. */
export const freeze = (server, identifier) => change(server, FREEZE, identifier);

/** They created the Care Identities of all others who asked for an approval. */
export const tie = (server, identifier) => change(server, TIE, identifier);

/** The organisations, and which of them the desk looks after; once for each server. */
export async function organisations(server) {
  await steps.importOrganisations(server);
  const known = await server.cli('reach', 'list', RA);
  if (!known.includes('confirmed')) await server.cli('reach', 'confirm', RA, NEAR);
}

/** Somebody new is typed in. */
export async function fillNewPerson(page, { given = 'Nia', family = 'Newcomer', email = '' } = {}) {
  await page.getByLabel('First name').fill(given);
  await page.getByLabel('Last name').fill(family);
  const birth = page.getByRole('group', { name: 'Date of birth' });
  await birth.getByLabel('Day').fill('31');
  await birth.getByLabel('Month').fill('3');
  await birth.getByLabel('Year').fill('1990');
  await page.getByLabel('Email address (optional)').fill(email);
  await page.getByLabel('Organisation code').fill(NEAR);
  await page.getByLabel('Role').selectOption('Staff Nurse (R0620)');
  await page.getByLabel('Passport').check();
  await page.getByLabel('Reason').fill('starts on Monday');
}

/** A line of a file: somebody new. */
export const line = (given, email = '') => `,${given},Example,1990-03-31,${email},${NEAR},R0620,2026-02-01,`;

/** A file with these lines is chosen and sent. */
export async function sendFile(page, lines) {
  const head = 'user identifier,given name,family name,date of birth,email,organisation,role,first day,last day';
  await page.goto('/ra/import');
  const buffer = Buffer.from([head, ...lines].join('\r\n'));
  await page.getByLabel('Choose a CSV file').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
  await steps.press(page, 'Check the file');
}

/** Creates somebody without looking. @returns {Promise<string>} the user identifier */
export async function create(context, server, given, family = 'Example') {
  const first = { from_day: '1', from_month: '2', from_year: '2026', organisation: NEAR, role: 'R0620' };
  const born = { birth_day: '31', birth_month: '3', birth_year: '1990' };
  const form = { given, family, ...born, ...first, 'documents[]': 'passport', reason: 'starts on Monday' };
  const page = await shortcut.post(context, server, '/api/ra/people/new', form);
  return /** @type {string} */ (/\/ra\/people\/(\d{12})/.exec(page)?.[1]);
}
