// The agents of all tests would share the ports of this computer, and each page asks all of them: one test at a time has a machine.

import net from 'node:net';

import { sleep } from './server.js';

/** Whoever listens here has its turn; a process that ends gives it back. */
const PORT = 47_109;

/** Waits until no other test has a machine. It is given back by closing it. @returns {Promise<net.Server>} */
export async function turn() {
  for (;;) {
    const server = net.createServer();
    const listens = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(PORT, '127.0.0.1', () => resolve(true));
    });
    if (listens) return server;
    await sleep(100);
  }
}
