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
// A token that counts wrong passcodes; it needs namespaces, in which openCryptoki serves this test alone.
const STRICT_MODULES = [
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/opencryptoki/libopencryptoki.so.0`,
  '/usr/lib64/opencryptoki/libopencryptoki.so.0',
];
const SHIM = path.join(ROOT, 'crates/smartcard/tests/agent/shim.c');
const OPENCRYPTOKI = path.join(ROOT, 'crates/smartcard/tests/agent/opencryptoki.sh');
const MAKERS_KEY = '87654321';
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
        wait) exec sleep 60 ;;
        *) printf 'ERR 83886179 Operation cancelled <Pinentry>\\n' ;;
      esac
      ;;
    *) printf 'OK\\n' ;;
  esac
done
`;

/** Puts a pinentry into a folder; its process finds the folder in PINENTRY_FOLDER. */
export async function layPinentry(folder) {
  await writeFile(path.join(folder, 'pinentry'), PINENTRY);
  await chmod(path.join(folder, 'pinentry'), 0o700);
  await answerIn(folder);
}

/** What the person does in the next windows of a folder's pinentry: `pin 123456`, `yes`, or anything else to close one. */
export async function answerIn(folder, ...answers) {
  await writeFile(path.join(folder, 'answers'), answers.map((answer) => `${answer}\n`).join(''));
}

/** Somebody's machine. */
export class Machine {
  /**
   * @param {import('./server.js').CareIdentity} server the site that its agent serves
   * @param {{ strict?: boolean }} [options] strict: its one card blocks itself after three wrong passcodes (openCryptoki)
   */
  static async start(server, { strict = false } = {}) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'care-identity-card-'));
    const machine = new Machine(folder, server, strict);
    await mkdir(machine.file('.config'));
    await writeFile(machine.file('.config/care-identity-agent.toml'), 'patience-seconds = 5\n');
    for (const name of ['tokens', 'run']) await mkdir(machine.file(name), { mode: 0o700 });
    await writeFile(machine.file('softhsm2.conf'), `directories.tokendir = ${machine.file('tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    await layPinentry(folder);
    await run('cc', ['-shared', '-fPIC', '-o', machine.file('shim.so'), SHIM, '-ldl']);
    await machine.misbehave('');
    return machine;
  }

  constructor(folder, server, strict) {
    this.folder = folder;
    this.server = server;
    this.strict = strict;
    this.output = '';
    const module = (strict ? STRICT_MODULES : MODULES).find((file) => existsSync(file));
    if (!module) throw new Error('SoftHSM2 or openCryptoki is missing: apt-get install softhsm2 opencryptoki (./test does it)');
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

  /** What the person does in the next windows. @param {...string} answers */
  async willAnswer(...answers) {
    await answerIn(this.folder, ...answers);
  }

  /** What all windows said so far. */
  async windows() {
    return existsSync(this.file('windows')) ? readFile(this.file('windows'), 'utf8') : '';
  }

  /** @param {...string} words what is typed after `care-identity-agent` */
  async agent(...words) {
    const [program, before] = this.#program();
    return run(program, [...before, ...words, ...this.settings], { cwd: this.folder, env: this.environment });
  }

  /** The agent, or what runs it where openCryptoki is. @returns {[string, string[]]} */
  #program() {
    if (!this.strict) return [AGENT, []];
    const user = process.getuid?.() === 0 ? [] : ['--map-root-user', '--map-auto'];
    const apart = ['--mount', '--ipc', '--pid', '--fork', '--mount-proc', '--kill-child'];
    return ['unshare', [...user, ...apart, 'sh', OPENCRYPTOKI, this.file('opencryptoki'), AGENT]];
  }

  /**
   * A new card for somebody: prepared, issued, written. Its certificates are good for this many days.
   * @param {import('./server.js').Person} person @param {number} [days]
   * @param {{ unblockingKey?: boolean }} [options] whether the service is given the key that unblocks it
   */
  async newCard(person, days = 730, { unblockingKey = true } = {}) {
    const [bundle, issued] = [this.file('bundle.json'), this.file('issued.json')];
    await this.willAnswer(`pin ${PASSCODE}`, `pin ${PASSCODE}`, `pin ${MAKERS_KEY}`);
    const kind = this.strict ? ['--rsa', '--makers-key'] : [];
    await this.agent('card', 'prepare', '--initialise', person.name, '--out', bundle, ...kind);
    if (!unblockingKey) await writeFile(bundle, JSON.stringify({ ...JSON.parse(await readFile(bundle, 'utf8')), unblocking_key: undefined }));
    await this.server.cli('ca', 'init');
    await this.server.cli('card', 'issue', person.identifier, bundle, '--out', issued, '--days', String(days), '--reason', 'seen in person');
    await this.willAnswer(`pin ${PASSCODE}`);
    await this.agent('card', 'write', issued);
    const { serial } = JSON.parse(await readFile(bundle, 'utf8'));
    await Promise.all([rm(bundle), rm(issued)]);
    return serial;
  }

  /** Starts the agent, and waits until it listens. */
  async startAgent() {
    const [program, before] = this.#program();
    const child = spawn(program, [...before, 'serve', '--with-parent', ...this.settings], { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
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
    // What makes namespaces hears no other signal, and ends the agent with itself.
    await this.#end(this.strict ? 'SIGKILL' : 'SIGTERM');
  }

  /** Ends it as a power cut would. */
  async killAgent() {
    await this.#end('SIGKILL');
  }

  async #end(signal) {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await this.ended;
    this.output = '';
  }

  /** Ends it and removes everything. */
  async remove() {
    await this.stopAgent();
    await rm(this.folder, { recursive: true, force: true });
  }
}
