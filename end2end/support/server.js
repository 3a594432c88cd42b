// A real `care-identity` process: its own port, folder, database and mail.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Mailbox } from './mail.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = path.resolve(process.env.CARE_IDENTITY_BIN ?? path.join(ROOT, 'target/debug/care-identity'));
const SITE = path.resolve(process.env.SITE ?? path.join(ROOT, 'target/site'));
/** How long a start may take on a busy machine. */
const PATIENCE = 30_000;

/** @returns {Promise<number>} a port of this machine that was free a moment ago */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {number} milliseconds */
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @typedef {{ identifier: string, given: string, family: string, name: string, email: string }} Person */

/** A server and what an operator does with it. */
export class CareIdentity {
  /**
   * @param {{ mode?: 'serve' | 'demo', databaseUrl?: string, settings?: Record<string, string>, environment?: Record<string, string>, ignoreFileLimit?: boolean }} [options]
   *   settings as in the environment, without the prefix `CARE_IDENTITY_`; environment is what else stands there
   */
  static async start(options = {}) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'care-identity-browser-'));
    const server = new CareIdentity(folder, await freePort(), options);
    await server.begin();
    return server;
  }

  constructor(folder, port, { mode = 'serve', databaseUrl, settings = {}, environment = {}, ignoreFileLimit = false }) {
    this.folder = folder;
    this.port = port;
    this.url = `http://localhost:${port}`;
    this.mode = mode;
    this.ignoreFileLimit = ignoreFileLimit;
    this.mailFolder = path.join(folder, 'mail');
    this.mail = new Mailbox(this.mailFolder);
    this.people = 0;
    this.output = '';
    this.environment = {
      // Nothing that this machine has set for another installation counts here.
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARE_IDENTITY_'))),
      CARE_IDENTITY_LISTEN: `127.0.0.1:${port}`,
      CARE_IDENTITY_BASE_URL: this.url,
      CARE_IDENTITY_DATA_DIR: path.join(folder, 'data'),
      CARE_IDENTITY_MAIL: `file:${this.mailFolder}`,
      CARE_IDENTITY_SITE_DIR: SITE,
      CARE_IDENTITY_LOG: 'info',
      ...(databaseUrl ? { CARE_IDENTITY_DATABASE_URL: databaseUrl } : {}),
      ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`CARE_IDENTITY_${name}`, value])),
      ...environment,
    };
  }

  /** Starts the process and waits until it is ready. Again after `kill` or `stop`: on the same port and data. */
  async begin() {
    const [program, ...words] = this.ignoreFileLimit
      ? ['sh', '-c', 'trap "" XFSZ; exec "$0" "$@"', PROGRAM, this.mode]
      : [PROGRAM, this.mode];
    const child = spawn(program, words, { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    this.ended = ended;
    child.once('error', (error) => this.#note(String(error)));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => this.#note(String(text)));
    const until = Date.now() + PATIENCE;
    while (Date.now() < until) {
      const ready = await fetch(`http://127.0.0.1:${this.port}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return;
      if (child.exitCode !== null || child.signalCode !== null || !child.pid) break;
      await sleep(25);
    }
    await this.kill();
    throw new Error(`care-identity ${this.mode} did not become ready. What it said:\n${this.output}`);
  }

  #note(text) {
    this.output = (this.output + text).slice(-200_000);
  }

  /** Ends it in an orderly way. */
  async stop() {
    await this.#end('SIGTERM');
  }

  /** Ends it as a power cut would. */
  async kill() {
    await this.#end('SIGKILL');
  }

  async #end(signal) {
    const child = this.child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), 25_000);
    await this.ended;
    clearTimeout(insist);
  }

  /** Ends it and removes everything that it wrote. */
  async remove() {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @param {...string} words what an operator types after `care-identity` */
  async cli(...words) {
    const { stdout } = await run(PROGRAM, words, { cwd: this.folder, env: this.environment });
    return stdout;
  }

  /**
   * Adds somebody whom no other test knows.
   * @param {{ given?: string, family?: string }} [name]
   * @returns {Promise<Person>}
   */
  async addPerson({ given = 'Amara', family } = {}) {
    return this.#add(given, family);
  }

  /** Adds a manager of an organisation's Registration Authority. @returns {Promise<Person>} */
  async addManager(organisation, given = 'Grace') {
    return this.#add(given, undefined, '--ra-manager', organisation);
  }

  async #add(given, family, ...more) {
    this.people += 1;
    const surname = family ?? `Okafor${letters(this.people)}`;
    const said = await this.cli('person', 'add', '--given-name', given, '--family-name', surname, '--birth-date', '1984-05-30', ...more);
    const identifier = /\b\d{12}\b/.exec(said)?.[0];
    if (!identifier) throw new Error(`no user identifier in: ${said}`);
    const email = `person${this.people}.${identifier}@nhs.net`;
    return { identifier, given, family: surname, name: `${given} ${surname}`, email };
  }

  /**
   * @param {Person} person
   * @returns {Promise<string>} the sign-in link that the Registration Authority hands over
   */
  async link(person) {
    const said = await this.cli('person', 'link', person.identifier);
    const link = /https?:\/\/\S+/.exec(said)?.[0];
    if (!link) throw new Error(`no link in: ${said}`);
    return link;
  }
}

/** 1 is A, 27 is AA: names hold no digits. */
function letters(number) {
  return number > 26 ? letters(Math.floor((number - 1) / 26)) + letters(((number - 1) % 26) + 1) : String.fromCharCode(64 + number);
}
