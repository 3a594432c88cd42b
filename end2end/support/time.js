// The server asks the machine for the time. Instead of waiting, what it wrote down about a person is made older.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What counts time: sign-ins, registrations, challenges, and authenticators that ended. */
const TIMES = {
  sessions: ['authenticated_at', 'last_seen_at', 'expires_at'],
  registrations: ['created_at', 'link_expires_at', 'finish_by'],
  ceremonies: ['created_at', 'expires_at'],
  authenticators: ['ended_at'],
};

/** Python brings SQLite along. */
const PROGRAM = `
import sqlite3, sys
file, statements = sys.argv[1], sys.argv[2:]
with sqlite3.connect(file, timeout=10) as database:
    for statement in statements:
        database.execute(statement)
`;

/**
 * Lets time pass for one person. On SQLite only.
 * @param {import('./server.js').CareIdentity} server
 * @param {import('./server.js').Person} person
 * @param {{ minutes: number }} time
 */
export async function pass(server, person, { minutes }) {
  const micros = minutes * 60_000_000;
  const whose = `person_id = (SELECT id FROM people WHERE identifier = '${person.identifier}')`;
  const statements = Object.entries(TIMES).map(
    ([table, columns]) => `UPDATE ${table} SET ${columns.map((column) => `${column} = ${column} - ${micros}`).join(', ')} WHERE ${whose}`,
  );
  await run('python3', ['-c', PROGRAM, path.join(server.folder, 'data', 'care-identity.db'), ...statements]);
}

/** Leaves a person's sessions, which rest 30 minutes at the most, so many seconds until they end. On SQLite only. */
export async function leaveSeconds(server, person, seconds) {
  const whose = `person_id = (SELECT id FROM people WHERE identifier = '${person.identifier}')`;
  const micros = (Date.now() - (30 * 60 - seconds) * 1000) * 1000;
  const statement = `UPDATE sessions SET last_seen_at = ${micros} WHERE ${whose}`;
  await run('python3', ['-c', PROGRAM, path.join(server.folder, 'data', 'care-identity.db'), statement]);
}

/** Lets the certificates of somebody's card end so many days ago; a negative number is of days to come. On SQLite only. */
export async function expireCard(server, person, days) {
  const micros = `(not_after - (strftime('%s', 'now') - ${days * 86_400}) * 1000000)`;
  const whose = `card_id IN (SELECT cards.id FROM cards JOIN people ON people.id = cards.person_id WHERE people.identifier = '${person.identifier}')`;
  const statement = `UPDATE certificates SET not_before = not_before - ${micros}, not_after = not_after - ${micros} WHERE ${whose}`;
  await run('python3', ['-c', PROGRAM, path.join(server.folder, 'data', 'care-identity.db'), statement]);
}
