// Databases of their own in the PostgreSQL that `cargo xtask test` starts.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where databases can be made; nothing when the tests were started without PostgreSQL. */
export const POSTGRES = process.env.TEST_DATABASE_URL;

async function psql(statement) {
  await run('psql', ['--no-psqlrc', '--quiet', '--dbname', /** @type {string} */ (POSTGRES), '--command', statement]);
}

/** @returns {Promise<string>} the address of an empty database */
export async function makeDatabase() {
  const name = `browser_${randomBytes(6).toString('hex')}`;
  await psql(`CREATE DATABASE ${name}`);
  const url = new URL(/** @type {string} */ (POSTGRES));
  url.pathname = `/${name}`;
  return url.toString();
}

/** @param {string} url */
export async function dropDatabase(url) {
  await psql(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

/** A cable to a database that can be cut and mended. */
export class Cable {
  /** @param {string} url */
  static async to(url) {
    const cable = new Cable(new URL(url));
    await cable.mend();
    return cable;
  }

  constructor(target) {
    this.target = target;
    this.port = 0;
    this.sockets = new Set();
  }

  /** The database's address through the cable. */
  get url() {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.toString();
  }

  async mend() {
    this.listener = net.createServer((socket) => {
      const far = net.connect(Number(this.target.port || 5432), this.target.hostname);
      for (const [one, other] of [[socket, far], [far, socket]]) {
        this.sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise((resolve) => this.listener.listen(this.port, '127.0.0.1', () => resolve(undefined)));
    this.port = /** @type {net.AddressInfo} */ (this.listener.address()).port;
  }

  async cut() {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
