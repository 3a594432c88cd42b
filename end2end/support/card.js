// A person's machine with a smartcard: a token of SoftHSM2, the agent, and a pinentry whose answers a test writes. Nothing about the
// card is simulated by us; what stands between it and the agent takes it out of the reader (crates/smartcard/tests/agent/shim.c).

import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { sleep } from './server.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const AGENT = path.resolve(process.env.CARE_IDENTITY_AGENT_BIN ?? path.join(ROOT, 'target/debug/care-identity-agent'));
const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so', '/usr/lib64/libsofthsm2.so'];
const SHIM = path.join(ROOT, 'crates/smartcard/tests/agent/shim.c');
const PATIENCE = 20_000;

/** The passcode of new cards. */
export const PASSCODE = '902107';

// Reads its answers from a file, a line for each window, and notes what the windows say.
const PINENTRY = `#!/bin/sh
cd "$PINENTRY_FOLDER" || exit 1
printf 'OK at your service\\n'
while IFS= read -r line; do
  printf '%s\\n' "$line" >>windows
  case $line in
    GETPIN | CONFIRM)
      answer=$(head -n 1 answers)
      tail -n +2 answers >answers.rest
      mv answers.rest answers
      case $answer in
        'pin '*) printf 'D %s\\nOK\\n' "\${answer#pin }" ;;
        yes) printf 'OK\\n' ;;
        *) printf 'ERR 83886179 Operation cancelled <Pinentry>\\n' ;;
      esac
      ;;
    *) printf 'OK\\n' ;;
  esac
done
`;

/** Somebody's machine. */
export class Machine {
  /** @param {import('./server.js').CareIdentity} server the site that its agent serves */
  static async start(server) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'care-identity-card-'));
    const machine = new Machine(folder, server);
    for (const name of ['tokens', 'run']) await mkdir(machine.file(name), { mode: 0o700 });
    await writeFile(machine.file('softhsm2.conf'), `directories.tokendir = ${machine.file('tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    await writeFile(machine.file('pinentry'), PINENTRY);
    await chmod(machine.file('pinentry'), 0o700);
    await run('cc', ['-shared', '-fPIC', '-o', machine.file('shim.so'), SHIM, '-ldl']);
    await machine.misbehave('');
    await machine.willAnswer();
    return machine;
  }

  constructor(folder, server) {
    this.folder = folder;
    this.server = server;
    this.output = '';
    const module = MODULES.find((file) => existsSync(file));
    if (!module) throw new Error('SoftHSM2 is missing: apt-get install softhsm2 (./test does it)');
    this.settings = ['--module', this.file('shim.so'), '--pinentry', this.file('pinentry'), '--origin', server.url];
    this.environment = {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_RUNTIME_DIR: this.file('run'),
      SOFTHSM2_CONF: this.file('softhsm2.conf'),
      PINENTRY_FOLDER: folder,
      SHIM_TARGET: module,
      SHIM_MODE: this.file('mode'),
    };
  }

  /** What the reader does from now on: `absent` holds no card, an empty text is as it should be; `shim.c` lists more. */
  async misbehave(mode) {
    await writeFile(this.file('mode'), mode);
  }

  file(name) {
    return path.join(this.folder, name);
  }

  /** What the person does in the next windows: `pin 123456`, `yes`, or anything else to close one. @param {...string} answers */
  async willAnswer(...answers) {
    await writeFile(this.file('answers'), answers.map((answer) => `${answer}\n`).join(''));
  }

  /** What all windows said so far. */
  async windows() {
    return existsSync(this.file('windows')) ? readFile(this.file('windows'), 'utf8') : '';
  }

  /** @param {...string} words what is typed after `care-identity-agent` */
  async agent(...words) {
    return run(AGENT, [...words, ...this.settings], { cwd: this.folder, env: this.environment });
  }

  /**
   * A new card for somebody: prepared, issued, written. Its certificates are good for this many days.
   * @param {import('./server.js').Person} person @param {number} [days]
   */
  async newCard(person, days = 730) {
    const [bundle, issued] = [this.file('bundle.json'), this.file('issued.json')];
    await this.willAnswer(`pin ${PASSCODE}`, `pin ${PASSCODE}`);
    await this.agent('card', 'prepare', '--initialise', person.name, '--out', bundle);
    await this.server.cli('ca', 'init');
    await this.server.cli('card', 'issue', person.identifier, bundle, '--out', issued, '--days', String(days), '--reason', 'seen in person');
    await this.willAnswer(`pin ${PASSCODE}`);
    await this.agent('card', 'write', issued);
    const { serial } = JSON.parse(await readFile(bundle, 'utf8'));
    await rm(bundle);
    return serial;
  }

  /** Starts the agent, and waits until it listens. */
  async startAgent() {
    const child = spawn(AGENT, ['serve', '--with-parent', ...this.settings], { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.output += text));
    const until = Date.now() + PATIENCE;
    while (!this.output.includes('listening on')) {
      if (Date.now() > until || child.exitCode !== null) throw new Error(`the agent does not listen:\n${this.output}`);
      await sleep(25);
    }
  }

  /** Ends it. */
  async stopAgent() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await this.ended;
    this.output = '';
  }

  /** Ends it and removes everything. */
  async remove() {
    await this.stopAgent();
    await rm(this.folder, { recursive: true, force: true });
  }
}
